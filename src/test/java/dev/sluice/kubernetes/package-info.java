/**
 * Holds the manifests in {@code k8s/} against what Kubernetes takes: every object by itself, member
 * for member, and what is applied together by what its parts say of each other. No API server is
 * needed, and none is asked: admission, quotas and what a cluster adds are not seen here.
 */
@NullMarked
package dev.sluice.kubernetes;

import org.jspecify.annotations.NullMarked;
