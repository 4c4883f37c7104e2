/**
 * Walks one journey through the real system: `node journeys/run.mjs writing`. BASE says where the pages are.
 * What a journey asks of its surroundings (see stage.mjs) goes to stdout, the answers come on stdin.
 */
import { Stage } from "./stage.mjs";

const name = process.argv[2];
const { default: walk } = await import(`./${name}.mjs`);
const stage = await Stage.open();
try {
  await walk(stage);
  stage.complain();
} catch (error) {
  await stage.photographAll(`failed-${name}`);
  console.error(error);
  process.exitCode = 1;
}
await stage.close();
process.exit();
