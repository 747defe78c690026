import type { ConsumerDefinition, StreamDefinition } from '@filling/contracts'
import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  nanos,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats'

/** Only what nats-server 2.9.10 knows: newer servers refuse fields they do not know, older ones drop them silently. */
export const requestedStream = (stream: StreamDefinition, replicas: number) =>
  ({
    name: stream.name,
    subjects: [...stream.subjects],
    retention: stream.retention === 'workqueue' ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
    discard: stream.discard === 'new' ? DiscardPolicy.New : DiscardPolicy.Old,
    storage: StorageType.File,
    max_age: nanos(stream.maxAgeMs),
    max_bytes: stream.maxBytes,
    max_msgs: -1,
    duplicate_window: nanos(stream.duplicateWindowMs),
    num_replicas: replicas,
  }) satisfies Partial<StreamConfig>

export const requestedConsumer = (consumer: ConsumerDefinition) =>
  ({
    durable_name: consumer.durable,
    filter_subject: consumer.filterSubject,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(consumer.ackWaitMs),
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    max_ack_pending: consumer.maxAckPending,
    // Deliveries are counted by us: the server would leave the message in the stream and tell nobody.
    max_deliver: -1,
  }) satisfies Partial<ConsumerConfig>
