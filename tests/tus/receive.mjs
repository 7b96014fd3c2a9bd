// The server of others: @tus/server with its file store, over TLS. Reads one JSON object from
// standard input: folder, key, certificate, password. Prints its port.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

const job = JSON.parse(readFileSync(0, 'utf8'));
const tus = new Server({ path: '/v1/uploads', datastore: new FileStore({ directory: job.folder }) });
const server = createServer(
	{ key: job.key, passphrase: job.password, cert: job.certificate },
	(request, response) => tus.handle(request, response),
);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
