// Passkeys: a button asks the browser for one, and its answer goes along with the form. A page without this script, or a
// browser without passkeys, has all the other ways to log in.

const bytes = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const known = (listed) => (listed || []).map((one) => ({ ...one, id: bytes(one.id) }));

function asked(part) {
  const told = JSON.parse(part.dataset.options);
  const options = { ...told, challenge: bytes(told.challenge) };
  if (part.dataset.passkey === "new") {
    options.user = { ...told.user, id: bytes(told.user.id) };
    options.excludeCredentials = known(told.excludeCredentials);
  } else {
    options.allowCredentials = known(told.allowCredentials);
  }
  return options;
}

function written(credential) {
  const response = { clientDataJSON: words(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = words(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({ id: words(credential.rawId), response });
}

function send(part, credential) {
  const form = part.closest("form");
  form.querySelector("[data-answer]").value = written(credential);
  form.submit(); // not requestSubmit: the fields of the other ways may stay empty
}

function start(part) {
  const button = part.querySelector("button");
  const failed = part.querySelector("[data-failed]");
  let waiting = null; // the question that stands beside the name's field until a passkey is chosen there

  async function ask(more) {
    const options = asked(part);
    return part.dataset.passkey === "new"
      ? navigator.credentials.create({ publicKey: options, ...more })
      : navigator.credentials.get({ publicKey: options, ...more });
  }

  async function offer() {
    if (!("suggest" in part.dataset) || !window.PublicKeyCredential.isConditionalMediationAvailable) return;
    if (!(await window.PublicKeyCredential.isConditionalMediationAvailable())) return;
    waiting = new AbortController();
    try {
      send(part, await ask({ mediation: "conditional", signal: waiting.signal }));
    } catch {
      // Somebody logs in another way.
    }
  }

  button.addEventListener("click", async () => {
    if (waiting) waiting.abort();
    failed.hidden = true;
    button.disabled = true;
    try {
      send(part, await ask({}));
    } catch {
      failed.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
  part.hidden = false;
  offer();
}

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll("[data-passkey]").forEach(start);
  document.querySelectorAll("[data-without-passkeys]").forEach((one) => { one.hidden = true; });
}
