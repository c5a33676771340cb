// Publishing with a script: files are sent as they are chosen, each with its own progress, and everything is kept as a
// draft while one types. Without it the same form works: see templates/new.html.
import { movable } from "./cards.js";
import { focusEditor, words } from "./focus.js";
import { queue } from "./sending.js";
import { showProblems } from "./problems.js";

const form = document.querySelector("[data-upload]");
if (form) start(form);

function start(form) {
  const token = form.elements.csrf.value;
  const input = form.querySelector('input[type="file"][name="files"]');
  const list = form.querySelector("[data-list]");
  const drop = form.querySelector("[data-drop]");
  const told = form.querySelector("[data-progress]");
  const limits = { files: Number(form.dataset.mostFiles), bytes: Number(form.dataset.mostMegabytes) * 1e6 };
  const jobs = new Map();
  let number = form.dataset.draft;
  let beginning = null;
  let timer = 0;
  let leaving = false;
  let unsaved = false;

  const sending = queue({ draft, token });
  const renumber = movable(list, { settled: changed });

  input.required = false;
  drop.classList.add("scripted");
  form.querySelector("[data-plain]").hidden = true;
  for (const card of list.children) adopt(card);
  relabel();
  zone(form.elements.zone);

  const take = () => {
    for (const file of input.files) add(file);
    input.value = "";
  };
  input.addEventListener("change", take);
  take(); // what was chosen before this script was here
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop") for (const file of event.dataTransfer.files) add(file);
    });
  }
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    finish(event.submitter?.value ?? "publish");
  });
  addEventListener("pagehide", () => {
    if (!leaving && unsaved && number) navigator.sendBeacon?.(`/drafts/${number}`, body("save"));
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && [...jobs.values()].some((job) => !job.done)) event.preventDefault();
  });

  // The draft is begun with the first file or the first words, once.
  function draft() {
    if (number) return Promise.resolve(number);
    beginning ??= begin().finally(() => (beginning = null));
    return beginning;
  }

  async function begin() {
    const said = new URLSearchParams({ csrf: token });
    const answer = await fetch("/drafts", { method: "POST", body: said, headers: { Accept: "application/json" } });
    const made = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(made.error), { said: made.error });
    number = form.dataset.draft = made.id;
    form.action = made.url;
    history.replaceState(null, "", made.url);
    return number;
  }

  function changed() {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  }

  async function save() {
    say(words.saving);
    try {
      const path = `/drafts/${await draft()}`;
      unsaved = false;
      const answer = await fetch(path, { method: "POST", body: body("save"), headers: { Accept: "application/json", "X-CSRF-Token": token } });
      if (!answer.ok && answer.status >= 500) throw new Error("server");
      say(answer.ok ? words.saved : "");
      return answer;
    } catch (error) {
      unsaved = true;
      say(error.said ?? words.unsaved);
      if (!error.said) timer = setTimeout(save, 8000);
      return null;
    }
  }

  function body(deed) {
    const data = new FormData();
    data.append("csrf", token);
    data.append("deed", deed);
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !["csrf", "deed"].includes(name)) data.append(name, value);
    }
    if (deed === "publish") for (const file of form.elements.evidence?.files ?? []) data.append("evidence", file, file.name);
    return data;
  }

  async function finish(deed) {
    clearTimeout(timer);
    const open = [...jobs.values()].filter((job) => !job.done);
    if (open.some((job) => job.broken)) {
      showProblems(form, { files: words.mend }, cardOf);
      return;
    }
    if (open.length) {
      say(words.still);
      await Promise.all(open.map((job) => job.end));
      return finish(deed);
    }
    if (deed === "save") {
      await save();
      return;
    }
    await publish();
  }

  async function publish() {
    const buttons = form.querySelectorAll('button[type="submit"]');
    for (const button of buttons) button.disabled = true;
    say(words.saving);
    try {
      const path = `/drafts/${await draft()}`;
      const answer = await fetch(path, { method: "POST", body: body("publish"), headers: { Accept: "application/json", "X-CSRF-Token": token } });
      const said = await answer.json().catch(() => ({}));
      if (answer.status === 201) {
        leaving = true;
        location.assign(said.url);
        return;
      }
      const problems = said.problems ?? { "": said.error ?? words.refused };
      if (problems.without_alt) consent(problems.without_alt);
      showProblems(form, problems, cardOf);
    } catch (error) {
      showProblems(form, { "": error.said ?? words.refused }, cardOf);
    }
    say("");
    for (const button of buttons) button.disabled = false;
  }

  // A word on missing descriptions: one may publish without them, knowingly.
  function consent(message) {
    if (form.elements.without_alt) return;
    const label = Object.assign(document.createElement("label"), { className: "check notice", id: "field-without_alt" });
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "without_alt", value: "1" });
    label.append(box, ` ${message}`);
    list.after(label);
  }

  function cardOf(name) {
    const [, file] = /^alt-(\d+)$/.exec(name) ?? [];
    return file ? list.querySelector(`[data-card-of="${file}"]`) : null;
  }

  function say(sentence) {
    told.textContent = sentence ?? "";
    told.hidden = !sentence;
  }

  function relabel() {
    list.hidden = list.children.length === 0;
    drop.querySelector("label").textContent = list.hidden ? words.drop : words.more;
    renumber();
    [...list.children].forEach((card, at, all) => {
      const name = words.place.replace("PLACE", at + 1).replace("ALL", all.length).replace("NAME", card.dataset.name ?? "");
      card.setAttribute("aria-label", name);
    });
  }

  // A card that the server has drawn: its plain fields are taken over by hands.
  function adopt(card) {
    const focal = card.querySelector('input[name^="focal-"]');
    const plain = card.querySelector("[data-plain-place]");
    const deeds = document.querySelector("[data-card]").content.querySelector("[data-card-deeds]").cloneNode(true);
    plain.hidden = true;
    card.querySelector('input[name^="remove-"]')?.closest(".field").remove();
    card.querySelector(".upload-words").append(deeds);
    card.querySelector("[data-preview]").draggable = true;
    focusEditor(card, { value: focal.value, changed: (point) => ((focal.value = point), changed()) });
    deeds.querySelector("[data-remove]").addEventListener("click", () => remove(card));
  }

  function add(file) {
    const card = document.querySelector("[data-card]").content.firstElementChild.cloneNode(true);
    const find = (name) => card.querySelector(`[data-${name}]`);
    const image = find("image");
    card.dataset.name = file.name;
    find("name").textContent = file.name;
    find("size").textContent = `${(file.size / 1e6).toFixed(1)} MB`;
    image.src = URL.createObjectURL(file);
    image.addEventListener("error", () => image.replaceWith(noPreview()), { once: true });
    find("preview").draggable = true;
    const job = jobOf(card, file);
    jobs.set(card, job);
    list.append(card);
    relabel();
    find("remove").addEventListener("click", () => remove(card));
    find("stop").addEventListener("click", () => job.stop());
    find("retry").addEventListener("click", () => job.begin());
    if (list.children.length > limits.files) job.refuse(words.tooMany);
    else if (file.size > limits.bytes) job.refuse(words.tooLarge);
    else job.begin();
  }

  function jobOf(card, file) {
    const find = (name) => card.querySelector(`[data-${name}]`);
    const bar = find("going").querySelector("progress");
    let ended = () => {};
    const job = { file, done: false, broken: false, stopped: false, end: Promise.resolve() };
    job.begin = () => {
      Object.assign(job, { broken: false, stopped: false, end: new Promise((end) => (ended = end)) });
      trouble("");
      find("going").hidden = find("stop").hidden = false;
      find("retry").hidden = true;
      bar.value = 0;
      sending.add(job);
    };
    job.state = (state) => {
      find("percent").textContent = { waits: words.waits, again: words.again, going: "0 %" }[state];
    };
    job.progress = (share) => {
      bar.value = share * 100;
      find("percent").textContent = share < 1 ? `${Math.floor(share * 100)} %` : words.lookedAt;
    };
    job.arrived = (made) => {
      job.done = true;
      find("percent").textContent = words.arrived;
      find("stop").hidden = bar.hidden = true;
      name(card, made.id);
      ended();
      changed();
    };
    job.failed = (why) => {
      trouble(why || words.broke);
      find("retry").hidden = Boolean(why);
      ended();
    };
    job.refuse = (why) => {
      trouble(why);
      find("retry").hidden = true;
    };
    job.stop = () => {
      job.stopped = true;
      job.abort?.();
      trouble(words.stopped);
      find("retry").hidden = false;
      ended();
    };
    const trouble = (why) => {
      job.broken = Boolean(why);
      find("error").textContent = why;
      find("error").hidden = !why;
      find("going").hidden = find("stop").hidden = true;
    };
    return job;
  }

  // Now that the file has a number, its fields have names.
  function name(card, file) {
    const find = (one) => card.querySelector(`[data-${one}]`);
    card.dataset.cardOf = file;
    const hidden = (field, value) => {
      const made = Object.assign(document.createElement("input"), { type: "hidden", name: `${field}-${file}`, value });
      card.append(made);
      return made;
    };
    hidden("place", 0);
    const focal = hidden("focal", "0,0");
    Object.assign(find("alt"), { name: `alt-${file}`, id: `field-alt-${file}` });
    find("caption").name = `caption-${file}`;
    find("role").name = `role-${file}`;
    focusEditor(card, { changed: (point) => ((focal.value = point), changed()) });
    relabel();
  }

  async function remove(card) {
    const job = jobs.get(card);
    const file = card.dataset.cardOf;
    if (job && !job.done) job.stop();
    jobs.delete(card);
    const image = card.querySelector("[data-image]");
    if (image?.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    const next = card.nextElementSibling ?? card.previousElementSibling;
    card.remove();
    relabel();
    (next?.querySelector("textarea") ?? input).focus();
    if (!file || !number) return;
    const said = new URLSearchParams({ csrf: token });
    await fetch(`/drafts/${number}/files/${file}/remove`, { method: "POST", body: said, headers: { Accept: "application/json" } }).catch(() => {});
    changed();
  }
}

function noPreview() {
  return Object.assign(document.createElement("p"), { className: "small soft", textContent: words.noPreview });
}

// The zone of this device, unless another one was named.
function zone(field) {
  if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
