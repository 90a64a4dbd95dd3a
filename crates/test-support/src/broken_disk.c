/* A disk that breaks: while the file named by HAMN_BROKEN_SYNC exists nothing can be made durable, and while that of
 * HAMN_BROKEN_WRITE exists nothing can be written at a place in a file. Loaded before the C library. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static int broken(const char *name)
{
    const char *file = getenv(name);
    return file && access(file, F_OK) == 0;
}

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
#define FAIL_IF(name) if (broken(name)) { errno = EIO; return -1; }

int fsync(int file)
{
    FAIL_IF("HAMN_BROKEN_SYNC")
    REAL(fsync);
    return real(file);
}

int fdatasync(int file)
{
    FAIL_IF("HAMN_BROKEN_SYNC")
    REAL(fdatasync);
    return real(file);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t place)
{
    FAIL_IF("HAMN_BROKEN_WRITE")
    REAL(pwrite);
    return real(file, bytes, size, place);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t place)
{
    FAIL_IF("HAMN_BROKEN_WRITE")
    REAL(pwrite64);
    return real(file, bytes, size, place);
}
