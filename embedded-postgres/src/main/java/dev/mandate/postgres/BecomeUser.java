package dev.mandate.postgres;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * A program of its own that root starts to become another user and then, in the same process, the given command:
 * what {@code setpriv} does, for containers that have no such tool.
 */
@SuppressWarnings("restricted") // the whole point is four calls of the C library
final class BecomeUser {
    private static final Linker LINKER = Linker.nativeLinker();

    private BecomeUser() {}

    /**
     * Becomes the user, then the program.
     *
     * @param arguments the numeric user, the numeric group, the absolute path of a program, its arguments
     */
    public static void main(String[] arguments) throws Throwable {
        var user = Integer.parseInt(arguments[0]);
        var group = Integer.parseInt(arguments[1]);
        // The order matters: once the user is changed, the groups no longer can be.
        require("setgroups", (int) function("setgroups", ValueLayout.JAVA_LONG, ValueLayout.ADDRESS)
                .invokeExact(0L, MemorySegment.NULL));
        require("setgid", (int) function("setgid", ValueLayout.JAVA_INT).invokeExact(group));
        require("setuid", (int) function("setuid", ValueLayout.JAVA_INT).invokeExact(user));
        become(Arrays.copyOfRange(arguments, 2, arguments.length));
    }

    private static void become(String[] command) throws Throwable {
        try (var arena = Arena.ofConfined()) {
            var vector = arena.allocate(ValueLayout.ADDRESS, command.length + 1L);
            for (var i = 0; i < command.length; i++) {
                vector.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(command[i]));
            }
            vector.setAtIndex(ValueLayout.ADDRESS, command.length, MemorySegment.NULL);
            var program = vector.getAtIndex(ValueLayout.ADDRESS, 0);
            require("execv " + command[0], (int)
                    function("execv", ValueLayout.ADDRESS, ValueLayout.ADDRESS).invokeExact(program, vector));
        }
    }

    private static MethodHandle function(String name, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }

    private static void require(String call, int result) {
        if (result != 0) {
            System.err.println(call + " is not permitted here");
            System.exit(126);
        }
    }
}
