/** The field app. `data-worker` and `data-scope` on the root say where its service worker is. */
import "./field.css";

import { render } from "preact";

import { App } from "./app";
import { Keeper } from "./keeper";
import { Store } from "./store";

const root = document.getElementById("field");
if (root) {
  const store = new Store();
  const keeper = new Keeper(store);
  render(<App store={store} keeper={keeper} />, root);
  keeper.watch();
  void keeper.start();
  void keeper.install(root.dataset["worker"] ?? "", root.dataset["scope"] ?? "/");
}
