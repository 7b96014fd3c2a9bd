// The client of others: sends a file with tus-js-client. Reads one JSON object from standard input:
// endpoint, file, chunk, headers. Prints the offset after each chunk, then the upload's address.
import { readFileSync } from 'node:fs';
import { Upload } from 'tus-js-client';

const job = JSON.parse(readFileSync(0, 'utf8'));
const data = readFileSync(job.file);
const upload = new Upload(data, {
	endpoint: job.endpoint,
	headers: job.headers,
	chunkSize: job.chunk,
	uploadSize: data.length,
	retryDelays: [50, 100, 200, 400, 800, 1600, 3200],
	onChunkComplete: (_size, accepted) => console.log(JSON.stringify({ accepted })),
	onError: (error) => {
		console.log(JSON.stringify({ error: String(error) }));
		process.exit(1);
	},
	onSuccess: () => {
		console.log(JSON.stringify({ url: upload.url }));
		process.exit(0);
	},
});
upload.start();
