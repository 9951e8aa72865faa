// Reads HTTP-like messages as JSON from stdin with CNCF's SDK; prints each event it finds, and the
// event as the SDK writes it in binary and structured mode.
import { text } from "node:stream/consumers";
import { HTTP } from "cloudevents";

const messages = JSON.parse(await text(process.stdin));
const found = messages.flatMap((message) => {
  const events = HTTP.toEvent(message);
  return (Array.isArray(events) ? events : [events]).map((event) => {
    event.validate();
    return { event, binary: HTTP.binary(event), structured: HTTP.structured(event) };
  });
});
console.log(JSON.stringify(found));
