/* Two virtual machines in one process, each with a heap and a limit of its own.
 *
 *     cc embed.c $(pkg-config --cflags --libs adder) -o embed
 */
#include <adder.h>
#include <stdio.h>

int main(void) {
    AdderConfig small = {.memory_limit = 16 << 20};
    AdderVM *a = adder_new(NULL);
    AdderVM *b = adder_new(&small);
    if (!a || !b) {
        fputs("not enough memory\n", stderr);
        return 1;
    }
    adder_run_string(a, "squares = [n * n for n in range(10)]", "<a>");
    adder_run_string(b,
                     "try:\n"
                     "    kept = []\n"
                     "    while True: kept.append(' ' * 4096)\n"
                     "except MemoryError:\n"
                     "    kept = None\n"
                     "    print('b reached its limit and goes on')\n",
                     "<b>");
    adder_run_string(a, "print('a still has', squares)", "<a>");
    printf("a holds %zu bytes in live blocks, b holds %zu\n", adder_memory_live(a),
           adder_memory_live(b));
    size_t leaked = adder_free(a) + adder_free(b);
    return leaked != 0;
}
