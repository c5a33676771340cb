// Menus made of <details> close on Escape and on a click elsewhere.

export function closingMenus(root) {
  const close = (except) => {
    for (const menu of root.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  root.addEventListener("click", (event) => close(event.target.closest("details.menu")));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = root.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
