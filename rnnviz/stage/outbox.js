// Messages to the kernel, one at a time: what comes while one is under way replaces what waits of its kind, or is
// merged with it. After a silence it tries again, and says so.
const SILENCE = 4000; // milliseconds

function outbox({ send, silent = () => {}, waiting = () => {} }) {
  const queue = new Map();
  let underWay = 0;
  let seq = 0; // of the last message sent
  let alarm = 0;
  function flush() {
    if (underWay || queue.size === 0) return;
    const [kind, message] = queue.entries().next().value;
    queue.delete(kind);
    underWay = ++seq;
    waiting(underWay);
    clearTimeout(alarm);
    alarm = setTimeout(() => {
      underWay = 0;
      silent();
      flush();
    }, SILENCE);
    send({ ...message, seq });
  }
  return {
    post(message, kind = message.type, merge = (_, newer) => newer) {
      queue.set(kind, queue.has(kind) ? merge(queue.get(kind), message) : message);
      flush();
    },
    forget: (kind) => queue.delete(kind),
    waits: (kind) => queue.get(kind),
    // Whether this answers the last message: late is not too late.
    answered(number) {
      if (number !== seq) return false;
      clearTimeout(alarm);
      underWay = 0;
      waiting(0);
      return true;
    },
    flush,
    close: () => clearTimeout(alarm),
  };
}
