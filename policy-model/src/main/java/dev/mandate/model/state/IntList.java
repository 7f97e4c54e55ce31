package dev.mandate.model.state;

import java.util.Arrays;

/** A growing row of numbers, for the passes over millions of them that boxing would make slow. */
final class IntList {
    private static final int[] EMPTY = {};
    private int[] values = EMPTY;
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(4, size * 2));
        }
        values[size++] = value;
    }

    int removeLast() {
        return values[--size];
    }

    int last() {
        return values[size - 1];
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }

    int[] toArray() {
        return size == 0 ? EMPTY : Arrays.copyOf(values, size);
    }

    /** One row per list, empty where there is none. */
    static int[][] toArrays(IntList[] lists) {
        var rows = new int[lists.length][];
        for (int i = 0; i < lists.length; i++) {
            rows[i] = lists[i] == null ? EMPTY : lists[i].toArray();
        }
        return rows;
    }

    /** Adds to the list at {@code index}, which is made when it is first needed. */
    static void add(IntList[] lists, int index, int value) {
        if (lists[index] == null) {
            lists[index] = new IntList();
        }
        lists[index].add(value);
    }
}
