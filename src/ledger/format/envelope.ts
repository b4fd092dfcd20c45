export {
  ENVELOPE_BYTES_MAX,
  encodeEnvelope,
  parseEnvelope,
  type Envelope,
  type EnvelopeSource,
} from './pure/leaf.ts'
