/** What every page loads: htmx under our rules, the menu, dialogs, tables and pictures. Every page works without it too. */
import "../css/site.css";

import { startDialogs } from "./dialogs";
import { startMatrices } from "./matrix";
import { startMenus } from "./menu";
import { startRequests } from "./requests";
import { startTables } from "./tables";

startRequests();
startMenus(document);
startDialogs(document);
startTables(document);
startMatrices(document);
