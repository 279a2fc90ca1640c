/**
 * A real Slurm on this machine, for tests: munged, slurmctld and two nodes with one slot each, on loopback.
 *
 * Debian's packages slurm-wlm and munge are enough. Everything lies in a temporary folder and listens on ports of
 * its own, so that a cluster that the machine belongs to is not touched.
 * @module
 */

const NODES = ["n1", "n2"] as const;
/** Longest wait for the daemons to come up. */
const STARTUP_SECONDS = 30;

/** A running cluster. Hold it with `await using`: every process and file of it is gone afterwards. */
export interface TestCluster extends AsyncDisposable {
  /** What `sbatch`, `squeue` and `scontrol` need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs one of Slurm's commands; its standard output. @throws {Error} with its standard error if it fails. */
  command(name: string, ...args: readonly string[]): Promise<string>;
  /** Resolves once no job is queued or running. @throws {Error} with the queue after `seconds`. */
  idle(seconds: number): Promise<void>;
}

/** Why no cluster can be started here; `undefined` where one can. */
export async function clusterObstacle(): Promise<string | undefined> {
  const { state } = await Deno.permissions.query({ name: "run" });
  if (state !== "granted") return "needs --allow-run";
  for (const program of ["munged", "slurmctld", "slurmd", "sbatch"]) {
    if (!await succeeds("sh", "-c", `command -v ${program}`)) {
      return `${program} is not installed: apt-get install slurm-wlm munge`;
    }
  }
  return await succeeds("sh", "-c", "[ $(id -u) = 0 ]") ? undefined : "needs root";
}

/** Starts a cluster. @throws {Error} with the daemons' messages if its nodes don't come up. */
export async function startCluster(): Promise<TestCluster> {
  const folder = await Deno.makeTempDir({ prefix: "slurm-test-" });
  await Deno.chmod(folder, 0o755); // munged wants its socket within everyone's reach
  const [controller = 0, ...ports] = freePorts(1 + NODES.length);
  await Deno.writeTextFile(`${folder}/slurm.conf`, configuration(folder, controller, ports));
  await Deno.writeFile(`${folder}/munge.key`, crypto.getRandomValues(new Uint8Array(128)), { mode: 0o600 });
  await Deno.mkdir(`${folder}/state`);
  for (const node of NODES) await Deno.mkdir(`${folder}/spool-${node}`);

  const keeper = new Deno.Command("sh", {
    args: [`${import.meta.dirname}/cluster.sh`, folder, ...NODES],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const env = { SLURM_CONF: `${folder}/slurm.conf` };
  const command = (name: string, ...args: readonly string[]) => output(name, { args: [...args], env });
  const cluster: TestCluster = {
    env,
    command,
    idle: (seconds) =>
      until(async () => await command("squeue", "--noheader") === "", {
        seconds,
        failure: () => command("squeue"),
      }),
    async [Symbol.asyncDispose]() {
      await keeper.stdin.close(); // its signal to end all
      await keeper.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
  try {
    const states = () => command("sinfo", "--noheader", "--Node", "--format=%T").catch(() => "");
    const up = NODES.map(() => "idle").join("\n");
    await until(async () => await states() === up, {
      seconds: STARTUP_SECONDS,
      failure: () => output("tail", { args: ["-n", "5", `${folder}/munged.out`, `${folder}/slurmctld.out`] }),
    });
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

/** Tries a condition until it holds. @throws {Error} with what `failure` says after `seconds`. */
export async function until(
  holds: () => Promise<boolean>,
  { seconds, failure }: { readonly seconds: number; readonly failure: () => Promise<string> },
): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!await holds()) {
    if (Date.now() > end) throw new Error(`not so within ${seconds} s:\n${await failure()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * No cgroups, which containers lack; hardware as configured, not as found. A requeued job waits as long as its
 * credential is valid, two minutes if `cred_expire` is not set.
 */
function configuration(folder: string, controller: number, ports: readonly number[]): string {
  const nodes = NODES.map((node, i) =>
    `NodeName=${node} NodeHostname=localhost NodeAddr=127.0.0.1 Port=${ports[i]} CPUs=1 RealMemory=8000`
  );
  return `ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${controller}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket,cred_expire=10
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool-%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd-%n.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerParameters=bf_interval=1,sched_interval=1
ReturnToService=2
KillWait=5
${nodes.join("\n")}
PartitionName=main Nodes=ALL Default=YES State=UP
`;
}

/** Ports that nobody listens on, all of them different. */
function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  listeners.forEach((listener) => listener.close());
  return ports;
}

async function succeeds(name: string, ...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(name, { args, stdout: "null", stderr: "null" }).output();
  return success;
}

async function output(name: string, options: Deno.CommandOptions): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(name, options).output();
  if (!success) throw new Error(`${name}: ${new TextDecoder().decode(stderr).trim()}`);
  return new TextDecoder().decode(stdout).trim();
}
