/** What every page loads: htmx under our rules, the menu, dialogs and tables. Every page works without it too. */
import "../css/site.css";

import { startDialogs } from "./dialogs";
import { startMenu } from "./menu";
import { startRequests } from "./requests";
import { startTables } from "./tables";

startRequests();
startMenu(document);
startDialogs(document);
startTables(document);
