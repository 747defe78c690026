/** The part of an AsyncAPI 3.0 document that the page shows. */
interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly channels: Readonly<Record<string, Channel>>
  readonly operations: Readonly<Record<string, Operation>>
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>
    readonly schemas: Readonly<Record<string, object>>
  }
}

interface Reference {
  readonly $ref: string
}

interface Channel {
  readonly address: string
  readonly description: string
  readonly messages: Readonly<Record<string, Reference>>
  readonly 'x-jetstream'?: { readonly stream: string; readonly durables: readonly string[] }
}

interface Operation {
  readonly action: 'send' | 'receive'
  readonly channel: Reference
  readonly summary: string
  readonly tags: readonly { readonly name: string }[]
}

interface Message {
  readonly name: string
  readonly title?: string
  readonly payload: object
  readonly examples?: readonly { readonly payload: unknown }[]
}

/** It has no script and asks for nothing. */
export const messagesPageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

/** The document of the messages, to be read. AsyncAPI's own page compiles schemas as it runs, which our policy forbids. */
export const messagesPage = (printed: object): string => {
  const document = printed as Document
  const { info, channels, components } = document
  const schemas = Object.entries(components.schemas)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Filling Scheduler · Messages</title>
<style>${style}</style>
</head>
<body>
<h1>${text(info.title)} ${text(info.version)}</h1>
<p>${text(info.description)} To be read by programs: <a href="/asyncapi.json">asyncapi.json</a>.</p>
<ul>${Object.entries(channels)
    .map(([name, { address }]) => `<li><a href="#${text(name)}"><code>${text(address)}</code></a></li>`)
    .join('')}</ul>
${Object.entries(channels)
  .map(([name, channel]) => section(name, channel, document))
  .join('\n')}
<h2>Shared shapes</h2>
${schemas.map(([name, schema]) => `<h3 id="${text(name)}">${text(name)}</h3>${json(schema)}`).join('\n')}
</body>
</html>
`
}

const style = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
pre { background: #f4f5f7; padding: .75rem; overflow-x: auto; font-size: .85rem } h2 { margin-top: 2.5rem }
@media (prefers-color-scheme: dark) { body { background: #16181c; color: #e4e6ea } pre { background: #22252b } a { color: #8ab4f8 } }`

const section = (name: string, channel: Channel, { operations, components }: Document): string => {
  const here = Object.values(operations).filter((each) => lastOf(each.channel) === name)
  const parties = (action: Operation['action']) =>
    here.filter((each) => each.action === action).flatMap(({ tags }) => tags.map((tag) => tag.name))
  const stored = channel['x-jetstream']
  const facts = [
    channel.description,
    ...(stored ? [`Stream ${stored.stream}${stored.durables.map((durable) => `, durable ${durable}`).join('')}.`] : []),
    `Sent by ${listed(parties('send'))}. Received by ${listed(parties('receive'))}.`,
  ]
  const messages = Object.values(channel.messages).flatMap((reference) => components.messages[lastOf(reference)] ?? [])
  return `<h2 id="${text(name)}"><code>${text(channel.address)}</code></h2>
<p>${text(facts.join(' '))}</p>
${messages.map(shown).join('\n')}`
}

const shown = ({ name, title, payload, examples = [] }: Message): string =>
  [
    `<h3>${text(title ?? name)}</h3>`,
    json(payload),
    ...examples.map((example) => `<p>For example</p>${json(example.payload)}`),
  ].join('\n')

const listed = (names: readonly string[]): string => (names.length === 0 ? 'whoever wants to' : names.join(', '))
const lastOf = ({ $ref }: Reference): string => $ref.split('/').at(-1) ?? ''

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const text = (plain: string): string => plain.replace(/[&<>"]/g, (character) => escapes[character] ?? '')

/** What it points to is a link. */
const json = (value: unknown): string =>
  `<pre>${text(JSON.stringify(value, undefined, 2)).replace(
    /#\/components\/schemas\/(\w+)/g,
    '<a href="#$1">$&</a>',
  )}</pre>`
