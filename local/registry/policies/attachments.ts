/**
 * Pairs of names, such as policies and their targets, that can be looked up from either side. Lists are in the order of
 * attachment.
 * @example
 * const attachments = new Attachments<undefined>();
 * attachments.add("sensors", "arn:aws:iot:us-east-1:123456789012:cert/2e1e…", undefined);
 * attachments.rightsOf("sensors"); // ["arn:aws:iot:us-east-1:123456789012:cert/2e1e…"]
 */
export class Attachments<Kind> {
  private readonly byLeft = new Map<string, Map<string, Kind>>();
  private readonly byRight = new Map<string, Map<string, Kind>>();

  add(left: string, right: string, kind: Kind): void {
    entriesOf(this.byLeft, left).set(right, kind);
    entriesOf(this.byRight, right).set(left, kind);
  }

  /** Removes a pair. @returns whether the pair existed */
  remove(left: string, right: string): boolean {
    const found = removeEntry(this.byLeft, left, right);
    removeEntry(this.byRight, right, left);
    return found;
  }

  kindOf(left: string, right: string): Kind | undefined {
    return this.byLeft.get(left)?.get(right);
  }

  has(left: string, right: string): boolean {
    return this.byLeft.get(left)?.has(right) ?? false;
  }

  rightsOf(left: string): readonly string[] {
    return [...(this.byLeft.get(left)?.keys() ?? [])];
  }

  leftsOf(right: string): readonly string[] {
    return [...(this.byRight.get(right)?.keys() ?? [])];
  }
}

function entriesOf<Kind>(all: Map<string, Map<string, Kind>>, key: string): Map<string, Kind> {
  const known = all.get(key) ?? new Map<string, Kind>();
  all.set(key, known);
  return known;
}

function removeEntry<Kind>(all: Map<string, Map<string, Kind>>, key: string, entry: string): boolean {
  const entries = all.get(key);
  const found = entries?.delete(entry) ?? false;
  if (entries?.size === 0) all.delete(key);
  return found;
}
