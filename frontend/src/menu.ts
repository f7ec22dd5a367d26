/** Let the menu buttons of narrow screens open and close their menus; Escape closes one and gives focus back. */
export function startMenus(root: ParentNode): void {
  root.querySelectorAll<HTMLButtonElement>("[data-menu-button]").forEach(startMenu);
}

function startMenu(button: HTMLButtonElement): void {
  const menu = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (!menu) return;
  const show = (open: boolean): void => {
    button.setAttribute("aria-expanded", String(open));
    menu.toggleAttribute("data-open", open);
  };
  const isOpen = (): boolean => menu.hasAttribute("data-open");
  button.addEventListener("click", () => show(!isOpen()));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    show(false);
    button.focus();
  });
}
