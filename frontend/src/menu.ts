/** Let the menu button of narrow screens open and close the menu; Escape closes it and gives focus back. */
export function startMenu(root: ParentNode): void {
  const button = root.querySelector<HTMLButtonElement>("[data-menu-button]");
  const menu = button && document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (!button || !menu) return;
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
