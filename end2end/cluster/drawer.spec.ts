import { container, deployment } from "../support/deployments";
import { Drawer } from "../support/drawer";
import { expect, test } from "../support/real";

const NAMESPACE = "project-drawer-staging";
const BAD = "bad-image-deploy";
const ROLLED = "rolled-deploy";
const MISSING = "registry.local/no-such-image:staging-a1dcf6ff";

test.beforeAll(async ({ found }) => {
  if (found.missing("real")) return;
  await found.real.createNamespace(NAMESPACE);
  const bad = { containers: [container("apf-bad-pod", { image: MISSING })] };
  await found.real.put(deployment(BAD, 1, bad), NAMESPACE);
});

test("the events of an image that is not there say so", async ({ clusters, page, status }) => {
  void clusters;
  const drawer = new Drawer(page);
  await status.open(`?namespace=${NAMESPACE}`);
  await page.goto(`/${Drawer.query(`real/${NAMESPACE}/${BAD}`, "events")}`);
  await drawer.isOpen();
  const failed = drawer.dialog.locator("tr", { hasText: "Failed to pull image" }).first();
  await expect(failed).toContainText(MISSING, { timeout: 120_000 });
  await expect(failed).toContainText("Warning");
  await expect(drawer.dialog.locator("tr", { hasText: "ScalingReplicaSet" })).toHaveCount(1);
  await expect(drawer.dialog.locator("tr", { hasText: "SuccessfulCreate" })).toHaveCount(1);
  await drawer.shows("Pods");
  await expect(drawer.pods).toHaveCount(1);
  await expect(drawer.pods.locator(".podstate").first()).toHaveText(/ErrImagePull|ImagePullBackOff/);
});

test("the history after two rollouts tells what each changed", async ({ clusters, page, status }) => {
  const { real } = clusters;
  const version = (level: string, cpu: string) => ({
    containers: [
      container("apf-rolled-pod", {
        env: [
          { name: "LOG_LEVEL", value: level },
          { name: "DB_PASSWORD", value: `canary-${level}` },
        ],
        resources: { requests: { cpu } },
      }),
    ],
  });
  const key = `real/${NAMESPACE}/${ROLLED}`;
  const drawer = new Drawer(page);
  await status.open(`?namespace=${NAMESPACE}`);
  for (const [level, cpu] of [["info", "10m"], ["debug", "10m"], ["debug", "20m"]] as const) {
    await real.put(deployment(ROLLED, 1, version(level, cpu)), NAMESPACE);
    await expect(status.card(key)).toHaveAttribute("data-verdict", /progressing|healthy/, { timeout: 60_000 });
    await expect
      .poll(async () => (await history(page.url(), key))[0]?.stage, { timeout: 120_000 })
      .toBe("complete");
  }
  await page.goto(`/${Drawer.query(key, "history")}`);
  await drawer.isOpen();
  const revisions = drawer.dialog.locator(".revision");
  await expect(revisions).toHaveCount(3);
  await expect(revisions.nth(0)).toContainText("Revision 3");
  await expect(revisions.nth(0)).toContainText("Current");
  await expect(revisions.nth(0).locator(".changes li")).toHaveText([/requests\.cpu.*10m.*20m/s]);
  await expect(revisions.nth(1).locator(".changes li")).toHaveText([
    /env LOG_LEVEL.*info.*debug/s,
    /env DB_PASSWORD.*\(hidden\)/s,
  ]);
  await expect(revisions.nth(2)).toContainText("The revision before it is not kept.");
  // It is known of the present revision alone.
  await expect(revisions.nth(0).locator("dd").first()).toHaveText(/^\d/);
  await expect(revisions.nth(1).locator("dd").first()).toContainText("–");
  await drawer.shows("Manifest");
  await expect(drawer.dialog.locator(".yaml")).toContainText("name: apf-rolled-pod");
  await expect(drawer.dialog).not.toContainText("canary");
  await expect(drawer.dialog).toContainText("Values that look like secrets are hidden.");
});

interface Revision {
  number: number;
  stage: string;
}

async function history(url: string, key: string): Promise<Revision[]> {
  const answer = await fetch(new URL(`/api/v1/deployments/${key}/history`, url));
  return answer.ok ? ((await answer.json()) as { revisions: Revision[] }).revisions : [];
}
