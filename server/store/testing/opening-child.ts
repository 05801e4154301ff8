// Opens the folder and tells what came of it.
import { openDatabase } from '../database.ts';

try {
  await openDatabase({ dataDir: process.argv[2]! });
  process.send!({ opened: true });
} catch (error) {
  const { name, message } = error as Error;
  process.send!({ name, message });
}
process.disconnect();
