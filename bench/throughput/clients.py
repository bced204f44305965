"""The plain transfer on asyncpg, retried with the tutorial's formula. Prints how many transfers each client made."""

import asyncio
import json
import random
import sys
import time
import uuid

import asyncpg

settings = json.loads(sys.argv[1])
accounts, transfers = settings["tables"]


def any_transfer():
    count = settings["accounts"]
    payer = 0 if settings["hot"] else random.randrange(count)
    receiver = 1 if settings["hot"] else (payer + random.randrange(1, count)) % count
    return tuple(uuid.UUID(settings["idStart"] + str(settings["firstNumber"] + number)) for number in (payer, receiver))


async def move(pool, payer, receiver):
    identifier = uuid.uuid4()
    failures = 0
    while True:
        try:
            async with pool.acquire() as connection:
                async with connection.transaction(isolation="serializable"):
                    balance = await connection.fetchval(f"SELECT balance FROM {accounts} WHERE id = $1", payer)
                    if balance < 1:
                        raise RuntimeError("The payer has nothing left.")
                    await connection.execute(f"UPDATE {accounts} SET balance = balance - $2 WHERE id = $1", payer, 1)
                    await connection.execute(f"UPDATE {accounts} SET balance = balance + $2 WHERE id = $1", receiver, 1)
                    await connection.execute(
                        f"INSERT INTO {transfers} (id, from_account, to_account, cents) VALUES ($1, $2, $3, $4)",
                        identifier, payer, receiver, 1,
                    )
            return
        except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
            failures += 1
            await asyncio.sleep((2 ** failures) * 0.1 * (random.random() + 0.5))


async def main():
    counts = [0] * settings["clients"]
    pool = await asyncpg.create_pool(
        host=settings["host"], port=settings["port"], user=settings["user"], database=settings["database"],
        min_size=1, max_size=min(20, settings["clients"]),
    )
    counted_from = time.monotonic() + settings["warmUp"] / 1000
    ends = counted_from + settings["ms"] / 1000

    async def work(client):
        while True:
            await move(pool, *any_transfer())
            if counted_from <= time.monotonic() <= ends:
                counts[client] += 1

    workers = [asyncio.create_task(work(client)) for client in range(settings["clients"])]
    await asyncio.sleep(ends - time.monotonic())
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    await pool.close()
    print(json.dumps(counts))


asyncio.run(main())
