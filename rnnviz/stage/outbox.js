// Messages to the kernel, one at a time: what comes while one is under way replaces what waits of its kind.
function outbox(source) {
  const waiting = new Map();
  let underWay = 0;
  let sentAt = 0;
  let seq = 0;
  const flush = () => {
    if (waiting.size === 0) return;
    if (underWay && performance.now() - sentAt < 3000) return;
    const [kind, message] = waiting.entries().next().value;
    waiting.delete(kind);
    underWay = ++seq;
    sentAt = performance.now();
    source.send({ ...message, seq });
  };
  return {
    post(message, kind = message.type) {
      waiting.set(kind, message);
      flush();
    },
    acknowledged(number) {
      if (number === underWay) underWay = 0;
      flush();
    },
  };
}
