import { CallQueue } from "../../../local/authorizer/call-queue";
import { CallerHistory, callerOf } from "../../../local/authorizer/caller-history";

const callOf = (username: string, since = 0) => ({
  username,
  since,
  caller: callerOf({ protocolData: { mqtt: { username } } }),
});

function setUp(...names: readonly string[]) {
  const history = new CallerHistory();
  const queue = new CallQueue<ReturnType<typeof callOf>>(history);
  for (const name of names) queue.add(callOf(name));
  return {
    history,
    queue,
    hung: (name: string) => history.ended(callOf(name).caller, true),
    answered: (name: string) => history.ended(callOf(name).caller, false),
    slow: (name: string) => history.begin(callOf(name).caller),
    /** Takes all calls that can be taken. @returns their names, in order */
    all: (suspects = true, now = 0) => {
      const taken: string[] = [];
      for (let call = queue.take(suspects, now); call; call = queue.take(suspects, now)) taken.push(call.username);
      return taken;
    },
  };
}

test("While all calls are answered soon, the oldest call is taken first, for any caller", () => {
  const { all, answered } = setUp("a", "b", "c");
  answered("c");

  expect(all(false)).toEqual(["a", "b", "c"]);
});

test("When a call takes long, calls of answered callers come first, then the newest of unknown ones, then those of its kind, then those of its caller", () => {
  const { all, answered, slow } = setUp("hang-1", "hang-2", "new-1", "well", "new-2");
  answered("well");
  slow("hang-1");

  expect(all()).toEqual(["well", "new-2", "new-1", "hang-2", "hang-1"]);
});

test("Calls of callers whose last call was not answered wait behind others also when no call takes long, oldest first", () => {
  const { all, hung } = setUp("hang-1", "hang-2", "new-1", "new-2");
  hung("hang-1");
  hung("hang-2");

  expect(all()).toEqual(["new-1", "new-2", "hang-1", "hang-2"]);
});

test("Calls that may hang stay in the queue while they may not use a process", () => {
  const { all, queue, hung, slow } = setUp("hang-1", "hung", "new");
  slow("hang-2");
  hung("hung");

  expect(all(false)).toEqual(["new"]);
  expect(queue.length).toBe(2);
  expect(all()).toEqual(["hang-1", "hung"]);
});

test("A call that has waited for more than 5 seconds is taken whatever its rank, one each second", () => {
  const { all, queue, slow } = setUp("hang-1", "hang-2");
  slow("hang-3");

  expect(all(false, 5000)).toEqual([]);
  expect(all(false, 5001)).toEqual(["hang-1"]);
  expect(all(false, 6001)).toEqual([]);
  expect(all(false, 6002)).toEqual(["hang-2"]);
  expect(queue.length).toBe(0);
});

test("A call that is put back is taken first, and a removed call is not taken", () => {
  const { all, queue } = setUp("a");
  const removed = callOf("removed");
  queue.add(removed);
  queue.putBack(callOf("back"));
  queue.remove(removed);
  queue.remove(removed);

  expect(all()).toEqual(["back", "a"]);
});
