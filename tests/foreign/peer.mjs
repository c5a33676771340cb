// A foreign server on Fedify, for the interop tests: the actor bob, who does what /_ctl/ tells him.
// usage: node peer.mjs ORIGIN PORT
globalThis.navigator ??= { userAgent: "node" };
import http from "node:http";
import {
  createFederation, generateCryptoKeyPair, InProcessMessageQueue, MemoryKvStore, verifyObject,
} from "@fedify/fedify";
import {
  Accept, Activity, Announce, Create, Delete, Endpoints, Follow, Image, InteractionPolicy, InteractionRule, isActor, Like, Mention, Move, Note,
  Person, PUBLIC_COLLECTION, QuoteAuthorization, QuoteRequest, Undo, Update,
} from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

const [origin, port] = process.argv.slice(2);
const seen = [];
const bodies = [];
let secure = false;
let proving = true;
const aliases = new Set();
const notes = new Map();
const sent = new Map();
const followers = new Map();
const requests = new Map();
const stamps = new Map();
const keys = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAGAAAABAAQMAAADf+uBNAAAABlBMVEXItFooRnjXiGLRAAAAoUlEQVR42tXSwU0DQQyF4W+HKNoD" +
  "EnQQSqEkStjSUgIlpIQ97gHt47BjJSRBSJzAh6d5+m3Zsoe/ETmd309ZQYM3w7HAkGQu0jCWecS+zDOGMi8wdfOqBEmS00YGemG7" +
  "nKqVH++QHTa9Jl/M6HLib9N+Yxaw/pT2gU2vybbn5Q4JmDuZoK/KUQkOSVJNZ1WIhyRLkbW30ZCJ95tr3/6D/xCf2d0th2n7R4YA" +
  "AAAASUVORK5CYII=", "base64");
const remember = (kind, value) => seen.push({ kind, value });
const fresh = (path) => new URL(`${origin}/${path}/${crypto.randomUUID()}`);

// In secure mode whoever asks must have signed; the key is fetched from their server.
async function allowed(context) {
  if (!secure) return true;
  const owner = await context.getSignedKeyOwner();
  remember("asked", owner?.id?.href ?? null);
  return owner != null;
}

const federation = createFederation({
  kv: new MemoryKvStore(), queue: new InProcessMessageQueue(), origin, allowPrivateAddress: true,
  userAgent: { software: "foreign-peer/1.0", url: origin },
});

federation.setActorDispatcher("/users/{identifier}", async (context, identifier) => {
  if (identifier !== "bob") return null;
  const pairs = await context.getActorKeyPairs(identifier);
  return new Person({
    id: context.getActorUri(identifier), preferredUsername: identifier, name: "Bob", summary: "<p>Looks at pictures.</p>",
    inbox: context.getInboxUri(identifier), outbox: context.getOutboxUri(identifier),
    endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }), url: new URL("/@bob", origin),
    aliases: [...aliases].map((one) => new URL(one)),
    publicKey: pairs[0].cryptographicKey, assertionMethods: pairs.map((pair) => pair.multikey),
  });
}).setKeyPairsDispatcher((_context, identifier) => identifier !== "bob" ? [] : proving ? keys : keys.slice(0, 1)).authorize(allowed);

const listen = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox");
for (const [name, type] of Object.entries({ Accept, Announce, Create, Delete, Like, Move, Undo, Update })) {
  listen.on(type, async (_context, activity) => remember(name, await activity.toJsonLd()));
}
listen.on(Follow, async (context, follow) => {
  remember("Follow", follow.actorId?.href);
  const follower = await follow.getActor(context);
  if (!isActor(follower)) return;
  followers.set(follower.id.href, follower);
  const accept = new Accept({ id: fresh("accepts"), actor: context.getActorUri("bob"), object: follow });
  await context.sendActivity({ identifier: "bob" }, follower, accept);
});
listen.on(QuoteRequest, async (_context, asked) => {
  remember("QuoteRequest", await asked.toJsonLd());
  requests.set(asked.objectId.href, asked);
});
listen.onError((_context, error) => remember("error", String(error.stack)));

federation.setOutboxDispatcher("/users/{identifier}/outbox", async () => ({ items: [] }));
federation.setObjectDispatcher(Note, "/notes/{id}", (_context, { id }) => notes.get(id) ?? null).authorize(allowed);
federation.setObjectDispatcher(QuoteAuthorization, "/stamps/{id}", (_context, { id }) => stamps.get(id) ?? null).authorize(allowed);

const commands = {
  seen: async () => seen,
  lookup: async (context, what) => (await context.lookupObject(what))?.toJsonLd() ?? null,
  lookupSigned: async (context, what) => {
    const documentLoader = await context.getDocumentLoader({ identifier: "bob" });
    return (await context.lookupObject(what, { documentLoader }))?.toJsonLd() ?? null;
  },
  secure: async (_context, what) => secure = what === "on",
  // Whether Fedify finds the proof in the last activity of a type to be right, as it came or with a word changed.
  proof: async (context, what, text) => {
    const body = bodies.findLast((one) => one.type === what);
    const given = text === "changed" ? { ...body, id: `${body.id}-other` } : body;
    const found = await verifyObject(Activity, given, {
      documentLoader: await context.getDocumentLoader({ identifier: "bob" }), contextLoader: context.contextLoader,
    });
    return { proven: found != null };
  },
  follow: async (context, what) => {
    const target = await context.lookupObject(what);
    const follow = new Follow({ id: fresh("follows"), actor: context.getActorUri("bob"), object: target.id, to: target.id });
    sent.set("follow", [target, follow]);
    await context.sendActivity({ identifier: "bob" }, target, follow);
    return { id: follow.id.href };
  },
  like: async (context, what) => {
    const object = await context.lookupObject(what);
    const author = await object.getAttribution(context);
    const like = new Like({ id: fresh("likes"), actor: context.getActorUri("bob"), object: object.id });
    sent.set("like", [author, like]);
    await context.sendActivity({ identifier: "bob" }, author, like);
    return { id: like.id.href };
  },
  boost: async (context, what) => {
    const object = await context.lookupObject(what);
    const author = await object.getAttribution(context);
    const boost = new Announce({
      id: fresh("boosts"), actor: context.getActorUri("bob"), object: object.id, to: PUBLIC_COLLECTION,
      published: Temporal.Now.instant(),
    });
    await context.sendActivity({ identifier: "bob" }, author, boost);
    return { id: boost.id.href };
  },
  reply: async (context, what, text) => {
    const object = await context.lookupObject(what);
    const author = await object.getAttribution(context);
    const id = crypto.randomUUID();
    const note = new Note({
      id: context.getObjectUri(Note, { id }), attribution: context.getActorUri("bob"), replyTarget: object.id,
      content: `<p>${text}</p>`, to: PUBLIC_COLLECTION, cc: author.id, published: Temporal.Now.instant(),
      tags: [new Mention({ href: author.id, name: "@artist" })],
    });
    notes.set(id, note);
    const create = new Create({
      id: fresh("creates"), actor: context.getActorUri("bob"), object: note, to: PUBLIC_COLLECTION, cc: author.id,
    });
    await context.sendActivity({ identifier: "bob" }, author, create);
    return { id: note.id.href };
  },
  post: async (context, _what, text) => {
    const id = crypto.randomUUID();
    const note = new Note({
      id: context.getObjectUri(Note, { id }), attribution: context.getActorUri("bob"), content: `<p>${text}</p>`,
      to: PUBLIC_COLLECTION, published: Temporal.Now.instant(),
    });
    notes.set(id, note);
    const create = new Create({
      id: fresh("creates"), actor: context.getActorUri("bob"), object: note, to: PUBLIC_COLLECTION,
    });
    await context.sendActivity({ identifier: "bob" }, [...followers.values()], create);
    return { id: note.id.href };
  },
  // A picture whose Create says something else than the server does: who shows its words has asked the server.
  picture: async (context, _what, text) => {
    const id = crypto.randomUUID();
    const made = (words) => new Note({
      id: context.getObjectUri(Note, { id }), attribution: context.getActorUri("bob"), content: `<p>${words}</p>`,
      attachments: [new Image({ url: new URL("/picture.png", origin), mediaType: "image/png", name: "A sun" })],
      to: PUBLIC_COLLECTION, published: Temporal.Now.instant(),
    });
    notes.set(id, made(text));
    const create = new Create({
      id: fresh("creates"), actor: context.getActorUri("bob"), object: made("Only passed on"), to: PUBLIC_COLLECTION,
    });
    await context.sendActivity({ identifier: "bob" }, [...followers.values()], create);
    return { id: made(text).id.href };
  },
  announce: async (context, what) => {
    const announce = new Announce({
      id: fresh("announces"), actor: context.getActorUri("bob"), object: new URL(what), to: PUBLIC_COLLECTION,
    });
    await context.sendActivity({ identifier: "bob" }, [...followers.values()], announce);
    return { id: announce.id.href };
  },
  // Bob's server subscribes to a relay, in Mastodon's way or in LitePub's, and sends it what he posts.
  subscribe: async (context, what, text) => {
    const relay = await context.lookupObject(what);
    const object = text === "mastodon" ? PUBLIC_COLLECTION : relay.id;
    followers.set(relay.id.href, relay);
    const follow = new Follow({ id: fresh("follows"), actor: context.getActorUri("bob"), object });
    await context.sendActivity({ identifier: "bob" }, relay, follow);
    return { id: follow.id.href };
  },
  proofs: async (_context, what) => proving = what === "on",
  quotable: async (context, _what, text) => {
    const id = crypto.randomUUID();
    const note = new Note({
      id: context.getObjectUri(Note, { id }), attribution: context.getActorUri("bob"), content: `<p>${text}</p>`,
      to: PUBLIC_COLLECTION, published: Temporal.Now.instant(),
      interactionPolicy: new InteractionPolicy({ canQuote: new InteractionRule({ manualApproval: PUBLIC_COLLECTION }) }),
    });
    notes.set(id, note);
    return { id: note.id.href };
  },
  askToQuote: async (context, what, text) => {
    const object = await context.lookupObject(what);
    const author = await object.getAttribution(context);
    const id = crypto.randomUUID();
    const note = new Note({
      id: context.getObjectUri(Note, { id }), attribution: context.getActorUri("bob"), content: `<p>${text}</p>`,
      quote: object.id, to: PUBLIC_COLLECTION, published: Temporal.Now.instant(),
    });
    notes.set(id, note);
    const asked = new QuoteRequest({
      id: fresh("quote-requests"), actor: context.getActorUri("bob"), object: object.id, instrument: note,
    });
    await context.sendActivity({ identifier: "bob" }, author, asked);
    return { id: note.id.href };
  },
  allowQuote: async (context, what) => {
    const asked = requests.get(what);
    const id = crypto.randomUUID();
    const stamp = new QuoteAuthorization({
      id: context.getObjectUri(QuoteAuthorization, { id }), attribution: context.getActorUri("bob"),
      interactingObject: asked.instrumentId, interactionTarget: asked.objectId,
    });
    stamps.set(id, stamp);
    const accept = new Accept({ id: fresh("accepts"), actor: context.getActorUri("bob"), object: asked, result: stamp.id });
    await context.sendActivity({ identifier: "bob" }, await asked.getActor(context), accept);
    return { id: stamp.id.href };
  },
  withdrawQuote: async (context, what) => {
    const asked = requests.get(what);
    const [id, stamp] = [...stamps].find(([, one]) => one.interactionTargetId.href === what);
    stamps.delete(id);
    const gone = new Delete({ id: fresh("deletes"), actor: context.getActorUri("bob"), object: stamp.id });
    await context.sendActivity({ identifier: "bob" }, await asked.getActor(context), gone);
    return { id: stamp.id.href };
  },
  // Bob names another account as his own, so that its followers may be led to him.
  alias: async (_context, what) => aliases.add(what).size,
  move: async (context, what) => {
    const me = context.getActorUri("bob");
    const move = new Move({ id: fresh("moves"), actor: me, object: me, target: new URL(what), to: PUBLIC_COLLECTION });
    await context.sendActivity({ identifier: "bob" }, [...followers.values()], move);
    return { id: move.id.href };
  },
  undo: async (context, what) => {
    const [target, activity] = sent.get(what);
    const undo = new Undo({ id: fresh("undos"), actor: context.getActorUri("bob"), object: activity });
    await context.sendActivity({ identifier: "bob" }, target, undo);
    return { id: undo.id.href };
  },
};

async function answer(request, response) {
  const url = new URL(request.url, origin);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (url.pathname.startsWith("/_ctl/")) {
    const context = federation.createContext(new URL(origin), undefined);
    const run = commands[url.pathname.slice(6)];
    const result = await run(context, url.searchParams.get("what"), url.searchParams.get("text"));
    response.setHeader("content-type", "application/json");
    return response.end(JSON.stringify(result));
  }
  if (url.pathname === "/picture.png") {
    response.setHeader("content-type", "image/png");
    return response.end(picture);
  }
  if (request.method === "POST") bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
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
