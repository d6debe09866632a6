/** How the JavaScript engine's own errors go on after "Cannot": they are bugs, unlike those that Forger words itself. */
const ENGINE = new RegExp(
  "^Cannot (?:(?:read|set) propert|(?:read|write) private member|access '|assign to |convert |mix BigInt|destructure|" +
    "delete property|add (?:property|private|/remove)|(?:re)?define property|create (?:property '|proxy)|perform '|" +
    "use (?:'in'|new with|import)|initialize|freeze|seal|prevent extensions)",
);

/** Whether an error was worded for users: it says what could not be done, and why. */
export function isForgerError({ message }: Error): boolean {
  return message.startsWith("Cannot ") && !ENGINE.test(message);
}
