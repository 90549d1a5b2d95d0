import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

// What a page of conversations costs at the least: one prepared statement over an index, its rows as they are, one JSON. No rights, no counts, no forms of
// the wire. `<database as JSON> <account id>` → its port on stdout.

const [database, account] = process.argv.slice(2)
const pool = new pg.Pool({ ...JSON.parse(database!), max: 16 })

const text = `
  select row_to_json(c) as conversation, row_to_json(p) as contact, row_to_json(s) as contact_inbox, row_to_json(m) as message
    from conversations c join contacts p on p.id = c.contact_id join contact_inboxes s on s.id = c.contact_inbox_id left join messages m on m.id = c.last_message_id
   where c.account_id = $1 and c.status = 'open' order by c.last_activity_at desc, c.id desc limit 25`

async function answer(response: ServerResponse): Promise<void> {
  const { rows } = await pool.query({ name: 'page', text, values: [account] })
  const body = JSON.stringify({ payload: rows })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
}

const server = createServer((_request, response) => void answer(response)).listen(0, '127.0.0.1')
await once(server, 'listening')
console.log((server.address() as AddressInfo).port)
process.on('SIGTERM', () => process.exit(0))
