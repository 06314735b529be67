package dev.sluice.budget;

/**
 * The note that a submit holds a slot.
 *
 * @param id the slot's id
 * @param budget whose slot it is
 */
public record Slot(String id, Budget budget) {}
