package dev.sluice.quota.redis;

import io.github.bucket4j.distributed.remote.CommandResult;
import io.github.bucket4j.distributed.remote.MutableBucketEntry;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.remote.RemoteCommand;
import io.github.bucket4j.distributed.serialization.SerializationHandle;
import io.github.bucket4j.distributed.versioning.Version;
import io.github.bucket4j.distributed.versioning.Versions;

/**
 * Gives one take back, as far as the bucket can tell that it is still missing.
 *
 * <p>Had it not been taken, the bucket would hold one more, unless it has been full since; then it
 * would hold at least its capacity minus the takes that are newer and stay. So afterwards it holds
 * at most that, and never lets more through than if the take had not been (law Q2).
 *
 * @param before how many takes the bucket had certainly seen before this one
 * @param newerBack how many takes beyond those were given back, this one not counted
 */
record GiveBack(long before, long newerBack) implements RemoteCommand<Boolean> {

  @Override
  public CommandResult<Boolean> execute(MutableBucketEntry entry, long now) {
    if (!entry.exists()) {
      return CommandResult.FALSE;
    }
    RemoteBucketState state = entry.get();
    long newer = state.getRemoteStat().getConsumedTokens() - before - 1 - newerBack;
    if (newer < 0) {
      return CommandResult.FALSE;
    }
    state.refillAllBandwidth(now);
    long most = state.getConfiguration().getBandwidths()[0].getCapacity() - newer;
    long restored = state.getAvailableTokens() + 1;
    if (restored < most || newer == 0) {
      state.addTokens(1);
    } else if (restored == most) {
      state.getState().reset(); // and with it the begun part of a token, which would lead above
      state.getState().consume(newer);
    } else {
      return CommandResult.FALSE;
    }
    entry.set(state);
    return CommandResult.TRUE;
  }

  @Override
  public boolean isImmediateSyncRequired(long unsynchronized, long nanosSinceLastSync) {
    return true;
  }

  @Override
  public long estimateTokensToConsume() {
    return 0;
  }

  @Override
  public long getConsumedTokens(Boolean result) {
    return 0;
  }

  @Override
  public Version getRequiredVersion() {
    return Versions.getLatest();
  }

  /** Is executed where it was made. */
  @Override
  public SerializationHandle<RemoteCommand<?>> getSerializationHandle() {
    throw new UnsupportedOperationException();
  }
}
