// A relay on Fedify, for the interop tests: of Mastodon's kind (/users/mastodon) and of LitePub's (/users/litepub).
// usage: node relay.mjs ORIGIN PORT
globalThis.navigator ??= { userAgent: "node" };
import http from "node:http";
import { createFederation, generateCryptoKeyPair, InProcessMessageQueue, MemoryKvStore } from "@fedify/fedify";
import {
  Accept, Announce, Create, Delete, Endpoints, Follow, isActor, Move, PUBLIC_COLLECTION, Service, Undo, Update,
} from "@fedify/vocab";

const [origin, port] = process.argv.slice(2);
const kinds = ["mastodon", "litepub"];
const seen = [];
const subscribers = { mastodon: new Map(), litepub: new Map() };
const keys = Object.fromEntries(await Promise.all(kinds.map(async (kind) =>
  [kind, [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")]])));
const remember = (kind, value) => seen.push({ kind, value });
const fresh = (path) => new URL(`${origin}/${path}/${crypto.randomUUID()}`);

const federation = createFederation({
  kv: new MemoryKvStore(), queue: new InProcessMessageQueue(), origin, allowPrivateAddress: true,
  userAgent: { software: "foreign-relay/1.0", url: origin },
});

federation.setActorDispatcher("/users/{identifier}", async (context, identifier) => {
  if (!kinds.includes(identifier)) return null;
  const pairs = await context.getActorKeyPairs(identifier);
  return new Service({
    id: context.getActorUri(identifier), preferredUsername: identifier, name: "Relay", inbox: context.getInboxUri(identifier),
    endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
    publicKey: pairs[0].cryptographicKey, assertionMethods: pairs.map((pair) => pair.multikey),
  });
}).setKeyPairsDispatcher((_context, identifier) => keys[identifier] ?? []);

// To whom something is passed on: to all but the server it came from.
const others = (kind, from) => [...subscribers[kind].values()].filter((one) => one.id.origin !== new URL(from).origin);
// Who spoke, and of which kind they are subscribers: the relay believes nobody else.
const subscribed = (kind, from) => [...subscribers[kind].keys()].some((one) => new URL(one).origin === new URL(from).origin);

const listen = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox");
listen.on(Follow, async (context, follow) => {
  const [wanted, follower] = [follow.objectId?.href, await follow.getActor(context)];
  const kind = wanted === PUBLIC_COLLECTION.href ? "mastodon" : "litepub";
  const me = context.getActorUri(kind);
  remember("Follow", { kind, by: follow.actorId?.href });
  if (!isActor(follower) || (kind === "litepub" && wanted !== me.href)) return;
  subscribers[kind].set(follower.id.href, follower);
  await context.sendActivity({ identifier: kind }, follower, new Accept({ id: fresh("accepts"), actor: me, object: follow }));
  if (kind === "mastodon") return;
  await context.sendActivity({ identifier: kind }, follower, new Follow({ id: fresh("follows"), actor: me, object: follower.id }));
});
listen.on(Undo, async (_context, undo) => {
  const follow = await undo.getObject();
  remember("Undo", { type: follow?.constructor.name, by: undo.actorId?.href, of: follow?.objectId?.href });
  if (!(follow instanceof Follow) || follow.actorId?.href !== undo.actorId.href) return;
  const kind = follow.objectId.href === PUBLIC_COLLECTION.href ? "mastodon" : "litepub";
  subscribers[kind].delete(undo.actorId.href);
});
listen.on(Accept, async (_context, accept) => remember("Accept", accept.actorId?.href));
for (const [name, type] of Object.entries({ Create, Update, Delete, Move })) {
  listen.on(type, async (context, activity) => {
    const from = activity.actorId.href;
    const passed = subscribed("mastodon", from) ? others("mastodon", from) : [];
    remember(name, { by: from, object: activity.objectId?.href, to: passed.map((one) => one.id.href) });
    if (passed.length) await context.forwardActivity({ identifier: "mastodon" }, passed, { skipIfUnsigned: true });
  });
}
listen.on(Announce, async (context, announce) => {
  const from = announce.actorId.href;
  const passed = subscribed("litepub", from) ? others("litepub", from) : [];
  remember("Announce", { by: from, object: announce.objectId?.href, to: passed.map((one) => one.id.href) });
  if (!passed.length) return;
  const again = new Announce({
    id: fresh("announces"), actor: context.getActorUri("litepub"), object: announce.objectId, to: PUBLIC_COLLECTION,
  });
  await context.sendActivity({ identifier: "litepub" }, passed, again);
});
listen.onError((_context, error) => remember("error", String(error.stack)));

async function answer(request, response) {
  const url = new URL(request.url, origin);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (url.pathname === "/_ctl/seen") return response.end(JSON.stringify(seen));
  const bodyless = ["GET", "HEAD"].includes(request.method);
  const result = await federation.fetch(
    new Request(url, {
      method: request.method, headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      body: bodyless ? undefined : Buffer.concat(chunks),
    }),
    { contextData: undefined },
  );
  if (!bodyless) remember("answered", `${url.pathname} ${result.status}`);
  response.writeHead(result.status, Object.fromEntries(result.headers));
  response.end(Buffer.from(await result.arrayBuffer()));
}

http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    remember("error", String(error.stack));
    response.statusCode = 500;
    response.end(JSON.stringify({ error: String(error) }));
  });
}).listen(Number(port), "127.0.0.1", () => console.log("listening"));
