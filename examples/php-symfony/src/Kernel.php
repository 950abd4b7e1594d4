<?php

namespace App;

use Symfony\Bundle\FrameworkBundle\Kernel\MicroKernelTrait;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Kernel as Base;
use Symfony\Component\Routing\Attribute\Route;

final class Kernel extends Base
{
    use MicroKernelTrait;

    #[Route('/')]
    public function greet(): Response
    {
        return new Response("Hello from Symfony\n");
    }
}
