/** What the canvasser's page loads when its drive asks a question. */
import { startAnswers } from "./answers";

startAnswers(document);
