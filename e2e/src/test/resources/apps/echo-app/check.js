// A health command that succeeds and leaves its arguments for the app to show.
require("node:fs").writeFileSync("/tmp/checked.json", JSON.stringify(process.argv.slice(2)));
