// The same story through masto.js, the client that Elk and Phanpy are built on: one artwork, two people, two servers.
// Run with two instances, a token for each and four pictures. Each step that stood is printed as `OK step`.

import { readFile } from "node:fs/promises";
import { createRestAPIClient, createStreamingAPIClient } from "masto";

const [here, hereToken, there, thereToken, ...pictures] = process.argv.slice(2);
const jane = createRestAPIClient({ url: here, accessToken: hereToken });
const omar = createRestAPIClient({ url: there, accessToken: thereToken });
const PATIENCE = 60_000;

function ok(step) {
  console.log(`OK ${step}`);
}

function sure(truth, words) {
  if (!truth) throw new Error(words);
}

async function until(ask, words) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const found = await ask();
    if (found) return found;
    await new Promise((go) => setTimeout(go, 200));
  }
  throw new Error(`waited in vain: ${words}`);
}

const instance = await jane.v2.instance.fetch();
sure(instance.configuration.mediaAttachments.supportedMimeTypes.includes("image/png"), "no PNG is taken");
sure((await jane.v1.accounts.verifyCredentials()).username === "jane", "the token is not jane's");
sure(instance.registrations.enabled && !instance.registrations.approvalRequired, "a suite could not sign up in test mode");
ok("sign in");

const found = await omar.v2.search.list({ q: `jane@${instance.domain}`, resolve: true });
const janeThere = found.accounts[0];
await omar.v1.accounts.$select(janeThere.id).follow();
await until(async () => (await jane.v1.accounts.verifyCredentials()).followersCount === 1, "a follower");
ok("follow across two instances");

const media = [];
for (const [place, path] of pictures.entries()) {
  const file = new Blob([await readFile(path)], { type: "image/png" });
  media.push(await jane.v2.media.create({ file, description: `Rooms ${place + 1}`, focus: "0.2,-0.3" }));
}
const work = await jane.v1.statuses.create(
  { status: "Four rooms\n\n#gouache", mediaIds: media.map((one) => one.id), visibility: "public" },
);
sure(work.mediaAttachments.length === 4, "four pictures were sent");
sure(work.mediaAttachments[3].description === "Rooms 4", "the fourth has another description");
sure(work.mediaAttachments[0].meta.focus.x === 0.2, "the focal point is lost");
ok("publish an artwork with four described images");

const seen = await until(
  async () => (await omar.v1.timelines.home.list()).find((one) => one.uri === work.uri), "the work at home",
);
ok("home timeline");

const boost = await omar.v1.statuses.$select(seen.id).reblog();
sure(boost.reblog.id === seen.id, "the boost shows another post");
await omar.v1.statuses.$select(seen.id).favourite();
await until(async () => (await jane.v1.statuses.$select(work.id).fetch()).favouritesCount === 1, "a like");
ok("boost");

const reply = await omar.v1.statuses.create({ status: `@jane@${instance.domain} Which room is yours?`, inReplyToId: seen.id });
await until(async () => (await jane.v1.statuses.$select(work.id).context.fetch()).descendants.length === 1, "the reply");
ok("reply");

const quote = await jane.v1.statuses.create({ status: "Of my own", quotedStatusId: work.id });
sure(quote.quote?.state === "accepted", `the quote is ${quote.quote?.state}`);
ok("quote");

const edited = await jane.v1.statuses.$select(quote.id).update({ status: "Of my own, said better" });
sure(edited.editedAt && edited.content.includes("better"), "the edit does not show");
sure((await jane.v1.statuses.$select(quote.id).source.fetch()).text === "Of my own, said better", "another source");
ok("edit");

await omar.v1.statuses.$select(reply.id).remove();
await until(async () => (await jane.v1.statuses.$select(work.id).context.fetch()).descendants.length === 0, "the end of it");
ok("delete");

const list = await omar.v1.lists.create({ title: "Rooms" });
await omar.v1.lists.$select(list.id).accounts.create({ accountIds: [janeThere.id] });
sure((await omar.v1.timelines.list.$select(list.id).list()).some((one) => one.uri === work.uri), "the list lacks the work");
await omar.v1.lists.$select(list.id).remove();
ok("lists");

const filter = await omar.v2.filters.create({
  title: "rooms", context: ["home"], filterAction: "warn", keywordsAttributes: [{ keyword: "rooms", wholeWord: true }],
});
sure((await omar.v1.timelines.home.list()).some((one) => one.filtered?.[0]?.filter.title === "rooms"), "nothing is filtered");
await omar.v2.filters.$select(filter.id).remove();
ok("filters");

const kinds = (await jane.v1.notifications.list()).map((one) => one.type);
sure(["follow", "reblog", "favourite"].every((kind) => kinds.includes(kind)), `of news there is ${kinds}`);
sure((await jane.v2.notifications.list()).notificationGroups.length > 0, "no groups of news");
ok("notifications");

const streaming = instance.configuration.urls.streaming;
const socket = createStreamingAPIClient({ streamingApiUrl: streaming, accessToken: hereToken, retry: false });
await socket.prepare();
const events = socket.user.subscribe();
const plain = await fetch(`${here}/api/v1/streaming/user`, { headers: { Authorization: `Bearer ${hereToken}` } });
const lines = [];
let event;
(async () => {
  for await (const one of events) if (one.event === "update" && (event = one)) break;
})();
await until(async () => {  // nothing says when a subscription has begun
  if (!event) lines.push(await jane.v1.statuses.create({ status: "To be heard at once" }));
  return event;
}, "a post in the stream");
sure(lines.some((one) => one.id === event.payload.id), `heard instead: ${event.payload.content}`);
events.unsubscribe();
socket.close();
let told = "";
for await (const part of plain.body) {  // the same as server-sent events
  told += Buffer.from(part).toString();
  if (told.includes("heard at once")) break;
}
sure(told.includes("event: update"), `of server-sent events came: ${told}`);
ok("streaming");

await jane.v1.push.subscription.create({
  subscription: {
    endpoint: "https://push.example/endpoint/9",
    keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
  },
  data: { alerts: { mention: true } },
});
sure((await jane.v1.push.subscription.fetch()).alerts.mention, "the subscription lacks its alert");
await jane.v1.push.subscription.remove();
ok("push registration");
process.exit(0);
