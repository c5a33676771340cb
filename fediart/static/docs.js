// The documentation as files: narrows the list of all sections to those with every word of `?q=`, and while one types.
(() => {
  const field = document.querySelector("#docs-q");
  const count = document.querySelector("[data-docs-count]");
  const pages = [...document.querySelectorAll("[data-docs-page]")];
  const narrow = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => words.every((word) => text.toLowerCase().includes(word));
    let found = 0;
    for (const page of pages) {
      const title = page.querySelector("h2").textContent;
      let any = has(title);
      for (const line of page.querySelectorAll("li")) {
        line.hidden = !has(`${title} ${line.textContent}`);
        any ||= !line.hidden;
        found += line.hidden ? 0 : 1;
      }
      page.hidden = !any;
    }
    count.textContent = words.length ? String(found) : "";
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", narrow);
  narrow();
})();
