// An upstream app in Node.js, written from docs/publisher.md alone. It registers branches in all
// three forms, in batches, makes every mistake once, and prints the receipts of each step.
import { connect, createInbox, headers } from "@nats-io/transport-node";
import { jetstream } from "@nats-io/jetstream";

const [source, count] = [process.argv[2], Number(process.argv[3])];
const nc = await connect({ servers: process.env.NATS_URL });
const js = jetstream(nc);

const mine = createInbox();
const waiting = new Map();
nc.subscribe(mine, {
  callback: (error, message) => {
    if (error) throw error;
    for (const receipt of message.json().receipts) {
      waiting.get(receipt.id)?.(receipt);
    }
  },
});

function receiptsOf(ids) {
  const all = ids.map(
    (id) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no receipt of ${id}`)), 15_000);
        waiting.set(id, (receipt) => {
          clearTimeout(late);
          resolve(receipt);
        });
      }),
  );
  return Promise.all(all);
}

function branch(id, data = {}) {
  return {
    specversion: "1.0",
    id,
    source,
    type: "gradetrail.grading.OrganisationRegistered.v1",
    subject: `organisation:${id}`,
    time: "2011-10-10T09:00:00+08:00",
    actor: "example-township",
    recordedby: "录入员-7",
    data: { kind: "village_branch", name_zh: `${id}村党支部`, ...data },
  };
}

function withHeaders(values) {
  const h = headers();
  for (const [name, value] of Object.entries({ "receipt-to": mine, ...values })) {
    h.set(name, value);
  }
  return { headers: h };
}

const INBOX = "gradetrail.inbox.grading";

async function binary(event) {
  const { data, ...attributes } = event;
  const received = receiptsOf([event.id]);
  const ce = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURIComponent(value)]),
  );
  await js.publish(
    `${INBOX}.OrganisationRegistered`,
    JSON.stringify(data),
    withHeaders({ ...ce, "content-type": "application/json" }),
  );
  return received;
}

async function structured(event) {
  const received = receiptsOf([event.id]);
  await js.publish(
    `${INBOX}.OrganisationRegistered`,
    JSON.stringify(event),
    withHeaders({ "content-type": "application/cloudevents+json" }),
  );
  return received;
}

async function batch(events) {
  const received = receiptsOf(events.map((event) => event.id));
  await js.publish(
    `${INBOX}.batch`,
    JSON.stringify(events),
    withHeaders({ "content-type": "application/cloudevents-batch+json" }),
  );
  return received;
}

const many = Array.from({ length: count }, (_, n) => branch(`many-${n}`));
const steps = {
  binary: await binary(branch("binary")),
  structured: await structured(branch("structured")),
  batch: await batch(many),
  again: await batch(many.slice(0, 3)),
  taken: await structured(branch("structured", { name_zh: "另一个名字" })),
  refused: await structured(branch("refused", { stars: 5 })),
  corrected: await structured(branch("refused")),
};
const answer = await nc.request(
  "gradetrail.submit.grading.OrganisationRegistered",
  JSON.stringify(branch("requested")),
  { ...withHeaders({ "content-type": "application/cloudevents+json" }), timeout: 10_000 },
);
steps.requested = answer.json().receipts;
console.log(JSON.stringify(steps));
await nc.close();
