// The two controls at the foot of the page: light or dark, and more contrast. Kept on this device only.

export function appearanceForm(root) {
  const form = root.querySelector("form.appearance");
  if (!form) return;
  const style = root.documentElement.dataset;
  form.theme.value = style.theme ?? "";
  form.contrast.checked = style.contrast === "more";
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const choice = { theme: form.theme.value, contrast: form.contrast.checked };
    if (choice.theme) style.theme = choice.theme;
    else delete style.theme;
    if (choice.contrast) style.contrast = "more";
    else delete style.contrast;
    try {
      localStorage.setItem("appearance", JSON.stringify(choice));
    } catch {
      // storage is closed: the choice holds for this page
    }
  });
}
