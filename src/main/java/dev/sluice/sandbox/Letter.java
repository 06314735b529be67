package dev.sluice.sandbox;

import java.util.Map;

/**
 * A webhook, ready to be sent.
 *
 * @param json its body
 * @param headers beside the content type
 */
record Letter(byte[] json, Map<String, String> headers) {}
