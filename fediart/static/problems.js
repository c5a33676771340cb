// What the server found wrong with a form that a script has sent: a summary on top, and each message at its field.
import { words } from "./focus.js";

export function showProblems(form, problems, cardOf) {
  clear(form);
  const summary = Object.assign(document.createElement("div"), { className: "error-summary", tabIndex: -1 });
  const list = document.createElement("ul");
  summary.setAttribute("role", "alert");
  for (const [name, sentence] of Object.entries(problems)) list.append(line(form, name, sentence, cardOf));
  summary.append(Object.assign(document.createElement("h2"), { textContent: words.look }), list);
  form.querySelector("[data-summary]").replaceChildren(summary);
  summary.focus();
}

function clear(form) {
  form.querySelector("[data-summary]").replaceChildren();
  for (const error of form.querySelectorAll(".error:not([data-error])")) error.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function line(form, name, sentence, cardOf) {
  const item = document.createElement("li");
  const field = document.getElementById(`field-${name}`) ?? cardOf(name)?.querySelector("textarea");
  if (!field) {
    item.textContent = sentence;
    return item;
  }
  const error = Object.assign(document.createElement("p"), { className: "error", id: `error-${name}`, textContent: sentence });
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", error.id);
  field.id ||= `field-${name}`;
  if (field.matches("fieldset")) field.querySelector("legend").after(error);
  else field.before(error);
  // What is wrong in a folded part is shown.
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  item.append(Object.assign(document.createElement("a"), { href: `#${field.id}`, textContent: sentence }));
  return item;
}
