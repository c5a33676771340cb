// Publishing with a script: drop pictures, put them in order, describe each, and see how far the sending is.
// Without it the same form works: see templates/new.html.
import { focusOf } from "./focus.js";

const form = document.querySelector("[data-upload]");
if (form) start(form);

function start(form) {
  const input = form.querySelector('input[type="file"]');
  const list = form.querySelector("[data-list]");
  const drop = form.querySelector("[data-drop]");
  const pictures = [];
  const limits = { files: Number(form.dataset.mostFiles), bytes: Number(form.dataset.mostMegabytes) * 1e6 };

  input.required = false;
  drop.classList.add("scripted");
  drop.querySelector("label").textContent = "Choose pictures, or drop them here";
  form.querySelector("[data-plain]").hidden = true;
  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop") add(event.dataTransfer.files);
    });
  }
  list.addEventListener("dragover", (event) => {
    if (list.querySelector(".dragged")) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, pictures);
  });

  function add(files) {
    for (const file of files) {
      const picture = card(file);
      if (pictures.length >= limits.files) picture.problem(`At most ${limits.files} pictures: remove one.`);
      if (file.size > limits.bytes) picture.problem(`More than ${limits.bytes / 1e6} MB: save it smaller or as JPEG.`);
      pictures.push(picture);
      list.append(picture.element);
    }
    list.hidden = pictures.length === 0;
    drop.querySelector("label").textContent = "Add more pictures, or drop them here";
    arranged();
  }

  function card(file) {
    const element = document.querySelector("[data-card]").content.firstElementChild.cloneNode(true);
    const find = (name) => element.querySelector(`[data-${name}]`);
    const error = find("error");
    const image = find("image");
    const picture = {
      file,
      element,
      focal: "0,0",
      alt: () => find("alt").value,
      problem(words) {
        error.textContent = words;
        error.hidden = !words;
      },
    };
    find("name").textContent = file.name;
    find("size").textContent = `${(file.size / 1e6).toFixed(1)} MB`;
    image.src = URL.createObjectURL(file);
    image.addEventListener("error", () => image.replaceWith(noPreview(file.name)), { once: true });
    focusOf(element, {
      across: find("across"),
      up: find("up"),
      changed: (across, up) => (picture.focal = `${across},${up}`),
    });
    find("earlier").addEventListener("click", () => move(picture, -1));
    find("later").addEventListener("click", () => move(picture, 1));
    find("remove").addEventListener("click", () => remove(picture));
    draggable(picture);
    return picture;
  }

  function draggable(picture) {
    const { element } = picture;
    const handle = element.querySelector("[data-preview]");
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", picture.file.name);
      element.classList.add("dragged");
    });
    handle.addEventListener("dragend", () => element.classList.remove("dragged"));
    element.addEventListener("dragover", (event) => {
      const dragged = pictures.find((one) => one.element.classList.contains("dragged"));
      if (!dragged || dragged === picture) return;
      event.preventDefault();
      pictures.splice(pictures.indexOf(dragged), 1);
      const box = element.getBoundingClientRect();
      const after = event.clientY > box.top + box.height / 2 ? 1 : 0;
      pictures.splice(pictures.indexOf(picture) + after, 0, dragged);
      arranged();
    });
  }

  function move(picture, by) {
    const from = pictures.indexOf(picture);
    const to = from + by;
    if (to < 0 || to >= pictures.length) return;
    pictures.splice(from, 1);
    pictures.splice(to, 0, picture);
    arranged();
    picture.element.querySelector(by < 0 ? "[data-earlier]" : "[data-later]").focus();
  }

  function remove(picture) {
    pictures.splice(pictures.indexOf(picture), 1);
    URL.revokeObjectURL(picture.element.querySelector("img")?.src);
    picture.element.remove();
    list.hidden = pictures.length === 0;
    arranged();
    input.focus();
  }

  function arranged() {
    list.append(...pictures.map((one) => one.element));
    pictures.forEach((one, place) => {
      one.element.querySelector("[data-earlier]").hidden = one.element.querySelector("[data-later]").hidden = pictures.length < 2;
      one.element.querySelector("[data-earlier]").disabled = place === 0;
      one.element.querySelector("[data-later]").disabled = place === pictures.length - 1;
      one.element.setAttribute("aria-label", `Picture ${place + 1} of ${pictures.length}: ${one.file.name}`);
    });
  }
}

function noPreview(name) {
  const words = document.createElement("p");
  words.className = "small soft";
  words.textContent = `No preview of ${name} in this browser; it will be published all the same.`;
  return words;
}

// The token goes first, the texts before the files: the server reads the form as it comes.
function body(form, pictures) {
  const data = new FormData();
  data.append("csrf", form.elements.csrf.value);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrf" && !name.startsWith("alt-")) data.append(name, value);
  }
  pictures.forEach((picture, place) => {
    data.append(`alt-${place + 1}`, picture.alt());
    data.append(`focal-${place + 1}`, picture.focal);
  });
  for (const picture of pictures) data.append("files", picture.file, picture.file.name);
  for (const file of form.elements.evidence?.files ?? []) data.append("evidence", file, file.name);
  return data;
}

function send(form, pictures) {
  const progress = form.querySelector("[data-progress]");
  const bar = progress.querySelector("progress");
  const percent = progress.querySelector("[data-percent]");
  const button = form.querySelector('button[type="submit"]');
  const request = new XMLHttpRequest();
  const done = () => {
    progress.hidden = true;
    button.disabled = false;
  };

  clear(form, pictures);
  button.disabled = true;
  progress.hidden = false;
  bar.value = 0;
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = (event.loaded / event.total) * 100;
    percent.textContent = event.loaded < event.total ? `${Math.floor(bar.value)} %` : "Arrived, looking at the files…";
  });
  request.addEventListener("load", () => {
    if (request.status === 201) {
      location.assign(request.response.url);
      return;
    }
    done();
    const told = request.response ?? {};
    show(form, pictures, told.problems ?? { "": told.error ?? "The server did not take it. Try again." });
  });
  request.addEventListener("error", () => {
    done();
    show(form, pictures, { "": "The connection broke. Nothing is lost: send it again." });
  });
  request.addEventListener("abort", done);
  progress.querySelector("[data-stop]").onclick = () => request.abort();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.send(body(form, pictures));
}

function clear(form, pictures) {
  form.querySelector("[data-summary]").replaceChildren();
  for (const error of form.querySelectorAll(".error:not([data-error])")) error.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const picture of pictures) picture.problem("");
}

function show(form, pictures, problems) {
  const summary = document.createElement("div");
  summary.className = "error-summary";
  summary.tabIndex = -1;
  summary.setAttribute("role", "alert");
  const head = document.createElement("h2");
  head.textContent = "Please look at this again";
  const list = document.createElement("ul");
  for (const [name, words] of Object.entries(problems)) list.append(line(form, pictures, name, words));
  summary.append(head, list);
  form.querySelector("[data-summary]").replaceChildren(summary);
  summary.focus();
}

function beside(field, name, words) {
  const error = Object.assign(document.createElement("p"), { className: "error", id: `error-${name}`, textContent: words });
  field.setAttribute("aria-invalid", "true");
  if (field.matches("fieldset")) field.querySelector("legend").after(error);
  else field.before(error);
}

function line(form, pictures, name, words) {
  const item = document.createElement("li");
  const alt = /^alt-(\d+)$/.exec(name);
  const field = document.getElementById(`field-${name}`);
  if (alt && pictures[alt[1] - 1]) {
    pictures[alt[1] - 1].problem(words);
  } else if (field) {
    beside(field, name, words);
    const link = document.createElement("a");
    link.href = `#field-${name}`;
    link.textContent = words;
    item.append(link);
    return item;
  }
  item.textContent = words;
  return item;
}
