/**
 * Under the floor: the way to Redis. {@link dev.sluice.redis.RedisLink} is a few long-lived
 * connections on which every command has a deadline, {@link dev.sluice.redis.RedisScript} a Lua
 * program of files, {@link dev.sluice.redis.KeySpace} the names of all keys.
 *
 * <p>Nobody outside this room and the {@code X.redis} adapters names a type of the client. Where
 * the store is memory nothing of this room is made: it is injected as an {@code Instance} or by an
 * adapter that is not made either.
 */
@NullMarked
package dev.sluice.redis;

import org.jspecify.annotations.NullMarked;
