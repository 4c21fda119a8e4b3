/* The floor of a live update: so many readers, and the same bytes written to each from
   one thread. It takes readers at a port that it prints, and for each line on its
   standard input writes that to all of them as one event, and says so. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int readers[40000];
static volatile int count;

static void *take(void *door) {
  static const char hello[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\n\n";
  char asked[4096];
  for (;;) {
    int reader = accept(*(int *)door, 0, 0);
    if (reader < 0 || read(reader, asked, sizeof asked) <= 0) continue;
    if (write(reader, hello, sizeof hello - 1) > 0) readers[count] = reader, count++;
  }
}

int main(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof at;
  int door = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(door, (struct sockaddr *)&at, size) || listen(door, 4096) || getsockname(door, (struct sockaddr *)&at, &size)) return 1;
  pthread_t taker;
  pthread_create(&taker, 0, take, &door);
  printf("127.0.0.1:%d\n", ntohs(at.sin_port));
  fflush(stdout);
  static char said[8192], event[8300];
  while (fgets(said, sizeof said, stdin)) {
    int length = snprintf(event, sizeof event, "data: %s\n", said);
    for (int i = 0; i < count; i++)
      if (write(readers[i], event, length) < length) return 1;
    puts("told");
    fflush(stdout);
  }
  return 0;
}
