package dev.sluice.quota.redis;

import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.util.Optional;

/** How one ceiling is kept under its key, and what this replica knows of it. */
interface KeptBucket {

  String key();

  /**
   * Reads what is kept.
   *
   * @param kept empty where nothing is
   * @param now nanoseconds of Redis' clock
   */
  Reading read(Optional<String> kept, long now);

  /** How long what was written now is to be kept, milliseconds. */
  long timeToLive(RemoteBucketState state, long now);

  /** One reading, and what a change of it is written as. */
  interface Reading {

    /** Bucket4j's state; empty where the bucket begins. */
    Optional<byte[]> state();

    /** What is to be kept after a change. */
    String changed(byte[] state, RemoteBucketState same);

    /** The change is kept. */
    void confirmed(RemoteBucketState state);
  }
}
