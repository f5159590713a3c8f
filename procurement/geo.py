"""Distance between two points on the ground, in plain Python: no PostGIS is needed."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle kilometres between two (latitude, longitude) pairs in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = a, b
    half_lat = sin(radians(lat_b - lat_a) / 2)
    half_lon = sin(radians(lon_b - lon_a) / 2)
    chord = half_lat**2 + cos(radians(lat_a)) * cos(radians(lat_b)) * half_lon**2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(chord))
