"""Press: a domain that has nothing yet but what every domain has."""

from mesh import Domain, Warehouse

domain = Domain("press", owner="team-press@example.com", description="What we print", warehouses=[Warehouse("load")])
