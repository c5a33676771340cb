// Applies the visitor's own choice of light, dark and contrast before anything is drawn; it never leaves the device.
(() => {
  let choice = {};
  try {
    choice = JSON.parse(localStorage.getItem("appearance")) ?? {};
  } catch {
    return; // storage is closed or holds something else: the device's own setting stands
  }
  const root = document.documentElement.dataset;
  if (choice.theme === "light" || choice.theme === "dark") root.theme = choice.theme;
  if (choice.contrast === true) root.contrast = "more";
})();
