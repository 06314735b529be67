/**
 * Under the floor: the way to Redis. {@link dev.sluice.redis.RedisLink} is a few long-lived
 * connections on which every command has a deadline, {@link dev.sluice.redis.RedisScript} a Lua
 * program of files, {@link dev.sluice.redis.KeySpace} the names of all keys, {@link
 * dev.sluice.redis.StoreWatch} how the store stands.
 *
 * <p>A command goes to a {@code Node} (a master), over one of its {@code Lane}s: a connection that
 * is opened again whenever it is lost. {@code OneMaster} and {@code Shards} know which master it
 * is, {@code Sentinels} where.
 *
 * <p>{@link dev.sluice.redis.Broadcasts} is the way back: what a script publishes is told to every
 * replica, over one connection more ({@code Ear}), at most once.
 *
 * <p>Nobody outside this room and the {@code X.redis} adapters names a type of the client. Where
 * the store is memory nothing of this room is made: it is injected as an {@code Instance} or by an
 * adapter that is not made either.
 */
@NullMarked
package dev.sluice.redis;

import org.jspecify.annotations.NullMarked;
