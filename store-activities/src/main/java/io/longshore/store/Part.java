package io.longshore.store;

/**
 * A stretch of an object: the unit in which objects are written.
 *
 * @param number counted from 1
 * @param offset of its first byte
 * @param length in bytes; of the last part of an object of unknown size, the most it can have
 */
public record Part(int number, long offset, long length) {}
