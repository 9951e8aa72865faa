// Parses an AsyncAPI document with AsyncAPI's own parser; prints what it has to say of it.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(await readFile(process.argv[2], "utf8"));
console.log(
  JSON.stringify({
    diagnostics: diagnostics.map(({ severity, code, message, path }) => ({
      severity,
      code,
      message,
      path: path.join("/"),
    })),
    channels: document?.channels().all().map((channel) => channel.id()) ?? [],
    messages: document?.allMessages().all().map((message) => message.id()) ?? [],
    operations: document?.operations().all().map((operation) => operation.id()) ?? [],
  }),
);
