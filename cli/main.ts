/** The command line: reads it, runs one command, and turns errors into words and exit codes. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { BadConfig } from '../contract/errors.ts';
import { replayedCallsMax } from '../contract/replay.ts';
import { version } from '../server/version.ts';
import { type Setting, settingOf } from './setting.ts';

const exitCodes = `
Exit codes: 0 done, 1 failed, 2 a setting or argument is wrong, 130 stopped by Ctrl-C.
Data lives in .ringoff (RINGOFF_DATA_DIR), or in PostgreSQL (DATABASE_URL).`;

function program(): Command {
  const ringoff = new Command('ringoff')
    .description('Ends AI voice calls properly.')
    .version(version)
    .showHelpAfterError('Add --help to see what is possible.')
    .addHelpText('after', exitCodes)
    .exitOverride();
  ringoff
    .command('start')
    .description('run the server, and say what to do next')
    .option('--role <role>', 'all, calls, jobs or web; else RINGOFF_ROLE, else all')
    .action(later(async () => (await import('./start.ts')).startCommand));
  ringoff
    .command('call')
    .description('talk to an agent by typing; Ctrl-C hangs up')
    .argument('<agent>', 'the id of an agent, or a JSON file with one')
    .option('--script <file>', 'a scripted caller, played in virtual time')
    .option('--json', 'print the call record as one JSON object on the last line')
    .option('--no-store', 'keep nothing: no database is opened')
    .option('--server <url>', 'the server to call on; else RINGOFF_URL, else the one that runs here, else none')
    .option('--key <key>', 'a key of that server; else RINGOFF_KEY')
    .action(later(async () => (await import('./call.ts')).callCommand));
  addDial(ringoff);
  ringoff
    .command('why')
    .description('tell why a call ended, and what was heard of its goodbye')
    .argument('[call]', 'the id of a call; without it the newest one')
    .option('--json', 'print the call record as one JSON object on the last line')
    .option('--timeline', 'every event, with what it led to')
    .option('--server <url>', 'the server to ask; else RINGOFF_URL, else the one that runs here, else the database')
    .option('--key <key>', 'a key of that server; else RINGOFF_KEY')
    .action(later(async () => (await import('./why.ts')).whyCommand));
  addReplay(ringoff);
  ringoff
    .command('prompt')
    .description("print what an agent's model is told, and the tools it gets")
    .argument('<agent>', 'the id of an agent, or a JSON file with one')
    .action(later(async () => (await import('./prompt.ts')).promptCommand));
  ringoff
    .command('simulate')
    .description('whole calls in a hostile world, in virtual time, with the rules of ending checked at every step')
    .option('--seeds <number>', 'how many worlds', wholeNumber(1, 10_000_000), 1_000)
    .option('--seed <number>', 'one world only', wholeNumber(0, 4_294_967_295))
    .option('--seed-start <number>', 'the first seed', wholeNumber(0, 4_294_967_295), 1)
    .option('--flows <number>', 'random flows with several callers each, in place of worlds', wholeNumber(1, 1_000_000))
    .option('--trace', 'print every event of the world of --seed')
    .option('--json', 'print the outcome as one JSON object on the last line')
    .action(later(async () => (await import('./simulate.ts')).simulateCommand));
  ringoff
    .command('doctor')
    .description('what is there, what is missing, and what to do')
    .option('--json', 'as JSON')
    .action(later(async () => (await import('./doctor.ts')).doctorCommand));
  addFlow(ringoff);
  addImport(ringoff);
  addWebhooks(ringoff);
  addSteps(ringoff);
  addBackup(ringoff);
  return ringoff;
}

/** No command waits for the code of the others: each is loaded when it is run. */
function later<Args extends unknown[]>(load: () => Promise<(...args: Args) => unknown>) {
  return async (...args: Args): Promise<void> => {
    const run = await load();
    await run(...args);
  };
}

function addDial(ringoff: Command): void {
  ringoff
    .command('dial')
    .description('let an agent of the running server call somebody, and watch what becomes of it')
    .argument('<agent>', 'the id of an agent, or a JSON file with one')
    .argument('<to>', 'a number like +15550100, or an address like sip:desk@127.0.0.1:5070')
    .option('--from <number>', 'whom the call comes from; else what the server is set to')
    .option('--carrier <name>', 'sip, twilio or telnyx; else the first that can')
    .option('--line <name>', 'relay or media, by twilio or telnyx; else relay')
    .option('--variable <name=value>', 'a variable of this call; may be given again', variableOf)
    .option('--idempotency-key <key>', 'the same key again dials nothing, and watches the call that it made')
    .option('--json', 'print the call record as one JSON object on the last line')
    .option('--server <url>', 'the server that dials; else RINGOFF_URL, else the one that runs here')
    .option('--key <key>', 'a key of that server; else RINGOFF_KEY')
    .action(later(async () => (await import('./dial.ts')).dialCommand));
}

function variableOf(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([a-zA-Z_]\w{0,63})=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Give a name and a value: --variable guest=Ada');
  return { ...before, [name]: value! };
}

function addReplay(ringoff: Command): void {
  ringoff
    .command('replay')
    .description('when and why calls would have ended with other settings, by their logs')
    .argument('[call]', 'the id of a call; without it the newest ones')
    .option('--set <setting=value>', 'a setting below ending: silence.timeout_seconds=10; may be given again', settings)
    .option('--settings <file>', 'a JSON file with an ending object, or with an agent that has one')
    .option('--agent <id>', 'only calls of this agent')
    .option('--limit <number>', 'of the newest calls so many', wholeNumber(1, replayedCallsMax), 200)
    .option('--json', 'print the answer as one JSON object')
    .option(...serverOption)
    .option(...keyOption)
    .action(later(async () => (await import('./replay.ts')).replayCommand));
}

function settings(text: string, before: Setting[] = []): Setting[] {
  const setting = settingOf(text);
  if (setting === null) throw new InvalidArgumentError('Give a setting and a value: --set silence.timeout_seconds=10');
  return [...before, setting];
}

function addFlow(ringoff: Command): void {
  const flow = ringoff
    .command('flow')
    .description('drawn conversations: check them, and move them between agents and files');
  flow
    .command('check')
    .description('every fault of a flow, with its block and field; exit code 1 when it cannot run')
    .argument('<file>', 'a JSON file with a flow, or with an agent that has one')
    .option('--json', 'print what was found as one JSON object on the last line')
    .action(later(async () => (await import('./flow-check.ts')).flowCheckCommand));
  flow
    .command('export')
    .description("print an agent's flow, or write it to a file")
    .argument('<agent>', 'the id of an agent, or a JSON file with one')
    .argument('[file]', 'the file to write')
    .action(later(async () => (await import('./flow.ts')).flowExportCommand));
  flow
    .command('import')
    .description('put a flow into an agent, as its next version')
    .argument('<agent>', 'the id of an agent')
    .argument('<file>', 'a JSON file with a flow, or with an agent that has one')
    .action(later(async () => (await import('./flow.ts')).flowImportCommand));
}

function addImport(ringoff: Command): void {
  ringoff
    .command('import')
    .description('take over an agent of another platform, and tell what became of its settings')
    .argument('<platform>', 'synthflow, nixflex, thinnestai, vapi or retell')
    .argument('<file>', "a JSON file: one agent, as the platform's API tells it")
    .option('--id <id>', "the agent's id here; else the platform's own, else the file's name")
    .option('--dry-run', 'tell only; save nothing')
    .option('--json', 'print the report as one JSON object on the last line')
    .option(
      '--server <url>',
      'the server to save it on; else RINGOFF_URL, else the one that runs here, else the database',
    )
    .option('--key <key>', 'a key of that server; else RINGOFF_KEY')
    .action(later(async () => (await import('./import.ts')).importCommand));
}

const serverOption = ['--server <url>', 'the server to ask; else RINGOFF_URL, else the one that runs here'] as const;
const keyOption = ['--key <key>', 'a key of that server; else RINGOFF_KEY'] as const;

function addSteps(ringoff: Command): void {
  const steps = ringoff.command('steps').description('work after calls that failed');
  steps
    .command('list')
    .description('the newest failures')
    .option('--state <state>', 'dead or waiting', 'dead')
    .option('--call <id>', 'of one call')
    .option(...serverOption)
    .option(...keyOption)
    .action(later(async () => (await import('./steps.ts')).stepsListCommand));
  steps
    .command('replay')
    .description('run a dead step again; those behind it follow')
    .argument('[call]', 'its call; with --all the name of the steps, or nothing')
    .argument('[step]', 'its name')
    .option('--all', 'all dead ones')
    .option(...serverOption)
    .option(...keyOption)
    .action(later(async () => (await import('./steps.ts')).stepsReplayCommand));
}

function addWebhooks(ringoff: Command): void {
  const webhooks = ringoff.command('webhooks').description('where events of calls are sent, and what came of it');
  webhooks
    .command('list')
    .description('the endpoints')
    .option(...serverOption)
    .option(...keyOption)
    .action(later(async () => (await import('./webhooks.ts')).webhooksListCommand));
  webhooks
    .command('deliveries')
    .description('the newest deliveries')
    .option('--state <state>', 'pending, delivered, dead or switched_off')
    .option('--endpoint <id>', 'of one endpoint')
    .option('--call <id>', 'of one call')
    .option(...serverOption)
    .option(...keyOption)
    .action(later(async () => (await import('./webhooks.ts')).webhooksDeliveriesCommand));
  webhooks
    .command('replay')
    .description('send a delivery again, or all that match, each with the same webhook-id')
    .argument('[delivery]', 'its id: msg_…; nothing with --all')
    .option('--all', 'all that match, oldest first')
    .option('--state <state>', 'failed (dead or switched off), or one of the states', 'failed')
    .option('--endpoint <id>', 'of one endpoint')
    .option('--call <id>', 'of one call')
    .option('--from <time>', 'made since: 2026-11-20, or with a time')
    .option('--to <time>', 'made before')
    .option(...serverOption)
    .option(...keyOption)
    .action(later(async () => (await import('./webhooks.ts')).webhooksReplayCommand));
}

function addBackup(ringoff: Command): void {
  ringoff
    .command('backup')
    .description('everything that a server keeps, in one file: database, recordings, data log')
    .argument('<file>', 'the file to write: ringoff.tar.gz')
    .action(later(async () => (await import('./backup.ts')).backupCommand));
  ringoff
    .command('restore')
    .description('put a backup where there is nothing yet: an empty folder, or an empty PostgreSQL database')
    .argument('<file>', 'a file that ringoff backup wrote')
    .option('--check', 'read all of it, tell what is in it, and restore nothing')
    .action(later(async () => (await import('./backup.ts')).restoreCommand));
  ringoff
    .command('move')
    .description('move the data of the folder to PostgreSQL')
    .requiredOption('--to <url>', 'an empty database: postgresql://user:password@host:5432/name')
    .action(later(async () => (await import('./backup.ts')).moveCommand));
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`);
  };
}

// A reader that stops reading (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // It has spoken already.
  const message = error instanceof Error ? error.message : String(error);
  console.error(`ringoff: ${message}`);
  if (!(error instanceof BadConfig) && process.env['RINGOFF_DEBUG']) console.error(error);
  return error instanceof BadConfig ? 2 : 1;
}
