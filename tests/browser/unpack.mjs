// Unpacks the browser beside this file, with the libraries that slim machines lack, and prints the path of a starter.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "unpacked");
mkdirSync(folder, { recursive: true });
process.env.TMPDIR = folder;
// The package unpacks its libraries only where it takes the machine for the one it was made for.
process.env.AWS_LAMBDA_JS_RUNTIME = "22.x";

const { default: chromium } = await import("@sparticuz/chromium");
const program = await chromium.executablePath();
const starter = join(folder, "start");
writeFileSync(
  starter,
  `#!/bin/sh
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH='${folder}/fonts'
export LD_LIBRARY_PATH='${folder}/al2023/lib'
exec '${program}' "$@"
`,
);
chmodSync(starter, 0o755);
console.log(starter);
